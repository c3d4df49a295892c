// What every catalogue store promises; run over each implementation.
import { BanyanError } from '#contracts/errors.ts'
import { exampleProduct, exampleTree } from '../kit/fixtures/example-product.ts'
import type { CatalogStore, Market, Paging } from './catalog-store.ts'

export type StoreFixture = { readonly store: CatalogStore; close(): Promise<void> }

const dollars: Market = { channel: 'default', currency: 'USD', locale: 'en' }
const euros: Market = { channel: 'default', currency: 'EUR', locale: 'de' }
const { signal } = new AbortController()

const tree = exampleTree(['home', 'home/chairs', 'home/tables', 'home/chairs/stools', 'garden'])

const stock = [
  exampleProduct({ slug: 'stool', name: 'Bar stool', prices: [3000, 5000], categories: ['stools'] }),
  exampleProduct({ slug: 'chair', name: 'armchair', prices: [4000], categories: ['chairs', 'home'] }),
  exampleProduct({ slug: 'table', name: 'Table', prices: [3000], categories: ['tables'] }),
  exampleProduct({ slug: 'atlas', name: 'Table', prices: [9000], categories: [] }),
]

/** @param create makes an empty store */
export function catalogStoreRules(create: () => Promise<StoreFixture>): void {
  let fixture: StoreFixture
  let store: CatalogStore

  beforeEach(async () => {
    fixture = await create()
    store = fixture.store
  })
  afterEach(() => fixture.close())

  const fill = async () => {
    await store.putCategories([tree])
    await store.putProducts('g1', stock)
  }
  const page = (paging: Partial<Paging> = {}, market = dollars) =>
    store.page(market, { category: null, sort: 'name', page: 1, pageSize: 10, ...paging }, signal)
  const slugs = async (paging: Partial<Paging> = {}, market = dollars) => {
    const found = await page(paging, market)
    return found?.items.map((item) => (JSON.parse(item) as { slug: string }).slug) ?? null
  }
  const product = async (by: 'slug' | 'sku', key: string, market = dollars) => {
    const text = await store.product(market, { by, key }, signal)
    return text === null ? null : (JSON.parse(text) as { slug: string; name: string })
  }
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof BanyanError ? error.code : error),
    )

  describe('before the first import', () => {
    test('every read says that it is not available, instead of showing an empty shop', async () => {
      expect(await codeOf(store.tree(dollars, signal))).toBe('unavailable')
      expect(await codeOf(store.category(dollars, 'home', signal))).toBe('unavailable')
      expect(await codeOf(store.product(dollars, { by: 'slug', key: 'chair' }, signal))).toBe('unavailable')
      expect(await codeOf(store.product(dollars, { by: 'sku', key: 'CHAIR-0' }, signal))).toBe('unavailable')
      expect(await codeOf(page())).toBe('unavailable')
      expect(await codeOf(page({ category: 'home' }))).toBe('unavailable')
    })

    test('a market without products of its own is not available either', async () => {
      await fill()
      expect(await codeOf(page({}, euros))).toBe('unavailable')
      expect(await codeOf(store.tree(euros, signal))).toBe('unavailable')
    })
  })

  describe('products', () => {
    test('are found by slug and by any SKU, and as they were given', async () => {
      await fill()
      const [stool] = stock
      expect(await product('slug', 'stool')).toEqual(stool?.editions[0]?.content)
      expect(await product('sku', 'STOOL-1')).toEqual(stool?.editions[0]?.content)
    })

    test('are not found by the other key, by another case, or by what nothing has', async () => {
      await fill()
      for (const key of ['STOOL-1', 'Stool', '', '%', 'sto\0ol'])
        expect(await product('slug', key)).toBeNull()
      for (const key of ['stool', 'stool-1', '%', '\0']) expect(await product('sku', key)).toBeNull()
    })

    test('of two that share a SKU the first by slug is found', async () => {
      await store.putProducts('g1', [
        exampleProduct({ slug: 'b', skus: ['SAME'] }),
        exampleProduct({ slug: 'a', skus: ['SAME'] }),
      ])
      expect((await product('sku', 'SAME'))?.slug).toBe('a')
    })

    test('differ by market', async () => {
      await store.putProducts('g1', [
        exampleProduct({
          slug: 'tent',
          markets: [
            ['USD', 'en'],
            ['EUR', 'de'],
          ],
        }),
      ])
      const inEuros = await store.product(euros, { by: 'slug', key: 'tent' }, signal)
      expect(JSON.parse(inEuros ?? '')).toMatchObject({ price: { min: { currency: 'EUR' } } })
    })
  })

  describe('lists', () => {
    beforeEach(fill)

    test('are ordered by lower-cased name, ties by slug', async () => {
      expect(await slugs()).toEqual(['chair', 'stool', 'atlas', 'table'])
    })

    test('fall by name with ties still rising by slug', async () => {
      expect(await slugs({ sort: '-name' })).toEqual(['atlas', 'table', 'stool', 'chair'])
    })

    test('are ordered by the lowest price, ties by slug, both ways', async () => {
      expect(await slugs({ sort: 'price' })).toEqual(['stool', 'table', 'chair', 'atlas'])
      expect(await slugs({ sort: '-price' })).toEqual(['atlas', 'chair', 'stool', 'table'])
    })

    test('of a category hold the products of all categories below it, each once', async () => {
      expect(await slugs({ category: 'home' })).toEqual(['chair', 'stool', 'table'])
      expect(await slugs({ category: 'chairs' })).toEqual(['chair', 'stool'])
    })

    test('of an unknown category are not there, of an empty one are empty', async () => {
      expect(await page({ category: 'nowhere' })).toBeNull()
      expect(await page({ category: 'garden' })).toEqual({ items: [], total: 0 })
    })

    test('have the total on every page, and nothing past the end', async () => {
      expect(await page({ page: 2, pageSize: 3 })).toMatchObject({ total: 4 })
      expect(await slugs({ page: 2, pageSize: 3 })).toEqual(['table'])
      expect(await page({ page: 9, pageSize: 3 })).toEqual({ items: [], total: 4 })
    })
  })

  describe('categories', () => {
    test('come as tree, and each with its way up and its children by position', async () => {
      await fill()
      expect(JSON.parse(await store.tree(dollars, signal))).toEqual(tree.tree)
      const chairs = JSON.parse((await store.category(dollars, 'chairs', signal)) ?? '')
      expect(chairs).toMatchObject({ slug: 'chairs', parentSlug: 'home', position: 0 })
      expect(chairs.breadcrumbs.map((link: { slug: string }) => link.slug)).toEqual(['home', 'chairs'])
      expect(chairs.children.map((link: { slug: string }) => link.slug)).toEqual(['stools'])
      expect(await store.category(dollars, 'nowhere', signal)).toBeNull()
    })

    test('that move take their products along', async () => {
      await fill()
      await store.putCategories([
        exampleTree(['home', 'home/tables', 'garden', 'garden/chairs', 'chairs/stools']),
      ])
      expect(await slugs({ category: 'home' })).toEqual(['chair', 'table'])
      expect(await slugs({ category: 'garden' })).toEqual(['chair', 'stool'])
      expect(await page({ category: 'garden' })).toMatchObject({ total: 2 })
    })

    test('may come after the products', async () => {
      await store.putProducts('g1', stock)
      await store.putCategories([tree])
      expect(await slugs({ category: 'home' })).toEqual(['chair', 'stool', 'table'])
    })

    test('whose way up is a circle end nothing', async () => {
      await store.putCategories([exampleTree(['b/a', 'a/b'])])
      await store.putProducts('g1', [exampleProduct({ slug: 'x', categories: ['a'] })])
      expect(await slugs({ category: 'b' })).toEqual(['x'])
    })
  })

  describe('an import', () => {
    test('that is repeated changes nothing and says so', async () => {
      await store.putCategories([tree])
      expect(await store.putProducts('g1', stock)).toEqual({ received: 4, changed: 4 })
      expect(await store.putProducts('g2', stock)).toEqual({ received: 4, changed: 0 })
      expect(await slugs()).toEqual(['chair', 'stool', 'atlas', 'table'])
    })

    test('replaces whole products: name, price, SKUs, places and markets', async () => {
      await fill()
      const changed = exampleProduct({
        slug: 'table',
        name: 'Aa',
        prices: [1],
        skus: ['NEW'],
        categories: ['garden'],
      })
      expect(await store.putProducts('g1', [changed])).toEqual({ received: 1, changed: 1 })
      expect(await slugs()).toEqual(['table', 'chair', 'stool', 'atlas'])
      expect(await slugs({ category: 'home' })).toEqual(['chair', 'stool'])
      expect(await slugs({ category: 'garden', sort: 'price' })).toEqual(['table'])
      expect(await product('sku', 'TABLE-0')).toBeNull()
      expect((await product('sku', 'NEW'))?.slug).toBe('table')
      await store.putProducts('g1', [exampleProduct({ slug: 'table', markets: [['EUR', 'de']] })])
      expect(await product('slug', 'table')).toBeNull()
      expect(await page()).toMatchObject({ total: 3 })
    })

    test('that gives a product twice takes the later', async () => {
      const twice = ['One', 'Two'].map((name) => exampleProduct({ slug: 'chair', name }))
      expect(await store.putProducts('g1', twice)).toEqual({ received: 2, changed: 1 })
      expect((await product('slug', 'chair'))?.name).toBe('Two')
    })

    test('sweeps away what it did not meet, from every list', async () => {
      await fill()
      await store.putProducts('g2', stock.slice(0, 1))
      expect(await store.sweep('g2')).toEqual({ removed: 3 })
      expect(await slugs()).toEqual(['stool'])
      expect(await page({ category: 'home' })).toMatchObject({ total: 1 })
      expect(await product('sku', 'TABLE-0')).toBeNull()
    })

    test('under which nothing was written sweeps nothing away', async () => {
      await fill()
      expect(await codeOf(store.sweep('never'))).toBe('conflict')
      expect(await page()).toMatchObject({ total: 4 })
    })
  })

  test('names are ordered by code units, far beyond ASCII', async () => {
    const names = ['ÿ', 'Z', 'a', 'ß', 'É', '中', 'z', '_', 'Äpfel']
    await store.putProducts(
      'g1',
      names.map((name, i) => exampleProduct({ slug: `p${i}`, name })),
    )
    const found = await page()
    const order = found?.items.map((item) => (JSON.parse(item) as { name: string }).name.toLowerCase())
    expect(order).toEqual(names.map((name) => name.toLowerCase()).sort())
  })
}
