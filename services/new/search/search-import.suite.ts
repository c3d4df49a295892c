// What an import into search promises; run over each implementation.
import type { Input, Output } from '#contracts/operations.ts'
import { exampleProduct, exampleTree } from '../kit/fixtures/example-product.ts'
import { context, type StoreFixture, stock, tree } from './example-shop.suite.ts'
import { searchAnswerers } from './search-answerers.ts'
import type { SearchStore } from './search-store.ts'

type Page = Output<'searchProducts'>

/** @param create makes an empty store */
export function searchImportRules(create: () => Promise<StoreFixture>): void {
  let fixture: StoreFixture
  let store: SearchStore
  beforeEach(async () => {
    fixture = await create()
    store = fixture.store
    await store.putCategories([tree])
    await store.putProducts('g1', stock)
  })
  afterEach(() => fixture.close())

  const find = async (q: string, category?: string) => {
    const input = {
      q,
      sort: 'relevance',
      page: 1,
      pageSize: 24,
      ...(category === undefined ? {} : { category }),
    }
    const text = await searchAnswerers(store).searchProducts(input as Input<'searchProducts'>, context)
    return (JSON.parse(text) as Page).items.map(({ slug }) => slug).sort()
  }

  test('repeated, it changes nothing and says so', async () => {
    expect(await store.putProducts('g2', stock)).toEqual({ received: stock.length, changed: 0 })
  })

  test('a product that changes is found by its new words only', async () => {
    expect(await find('basketball')).toEqual(['basketball'])
    const changed = exampleProduct({ slug: 'basketball', name: 'Football', facets: ['brand:adidas'] })
    expect(await store.putProducts('g1', [changed])).toEqual({ received: 1, changed: 1 })
    expect(await find('basketball')).toEqual([])
    expect(await find('adidas football')).toEqual(['basketball'])
  })

  test('a product that a market no longer sells is not found there', async () => {
    await store.putProducts('g1', [exampleProduct({ slug: 'lens', markets: [['EUR', 'de']] })])
    expect(await find('lens')).toEqual(['compact'])
  })

  test('categories that move take their products along', async () => {
    await store.putCategories([exampleTree(['photo', 'photo/lenses', 'home', 'home/cameras'])])
    expect(await find('', 'photo')).toEqual(['lens'])
    expect(await find('', 'home')).toEqual(['cafe-table', 'compact', 'instant', 'shoe'])
  })

  test('what it did not meet is swept away and not corrected to any more', async () => {
    await store.putProducts('g2', stock.slice(0, 4))
    expect(await store.sweep('g2')).toEqual({ removed: 3 })
    expect(await find('')).toEqual(['camera', 'compact', 'instant', 'lens'])
    expect(await find('basketbal')).toEqual([])
  })

  test('under which nothing was written sweeps nothing away', async () => {
    await expect(store.sweep('never')).rejects.toMatchObject({ code: 'conflict' })
    expect(await find('basketball')).toEqual(['basketball'])
  })
}
