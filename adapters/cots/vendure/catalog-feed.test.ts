// The feed over a suite that changes while it is read; the real one is in vendure.suite.test.ts.
import { bundledMarkets } from '#contracts/markets.ts'
import type { Fields } from '../shared/reading.ts'
import { createCatalogFeed } from './catalog-feed.ts'
import { createHitLists } from './hit-lists.ts'
import type { ShopApi } from './shop-api.ts'
import { createSuiteCodes } from './suite-codes.ts'

const baseUrl = 'http://suite.test'

/** A shop API over a list of product ids that a test may change. */
function shopOf(ids: string[]): ShopApi {
  const variant = (id: string, currency: string) => ({
    ...{ id: `v${id}`, sku: `sku-${id}`, name: `Product ${id}`, updatedAt: '2026-01-02T00:00:00Z' },
    ...{ currencyCode: currency, priceWithTax: Number(id) * 100, stockLevel: 'IN_STOCK' },
    ...{ featuredAsset: null, assets: [], options: [], facetValues: [] },
  })
  const product = (id: string, currency: string) => ({
    ...{ id, slug: `p-${id}`, name: `Product ${id}`, description: '', updatedAt: '2026-01-01T00:00:00Z' },
    ...{ featuredAsset: null, assets: [], collections: [], facetValues: [], optionGroups: [] },
    variants: [variant(id, currency)],
  })
  const empty = { collections: { totalItems: 0, items: [] }, facets: { totalItems: 0, items: [] } }
  return {
    close: async () => undefined,
    async ask(query, variables, { currency }): Promise<Fields> {
      if (query.includes('query ProductIds')) {
        const { skip, take } = variables as { skip: number; take: number }
        const items = ids.slice(skip, skip + take).map((id) => ({ id }))
        return { products: { totalItems: ids.length, items } }
      }
      if (query.includes('search(')) return { search: { totalItems: 0, items: [] } }
      if (query.includes('$ids')) {
        const wanted = (variables.ids as string[]).filter((id) => ids.includes(id))
        return { products: { items: wanted.map((id) => product(id, currency)) } }
      }
      return empty
    },
  }
}

describe('the feed of a catalogue that changes while it is read', () => {
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

  const readAll = async (ids: string[], between: (page: number) => void) => {
    const shop = shopOf(ids)
    const codes = createSuiteCodes(shop, 0, baseUrl)
    const parts = { shop, codes, lists: createHitLists(shop, 0), baseUrl }
    const slugs: string[] = []
    let cursor: string | null = null
    for (let pages = 0; pages < 100; pages += 1) {
      const request = { cursor, changedSince: null, limit: 20 }
      const page = await createCatalogFeed(parts, bundledMarkets).readProducts(
        request,
        AbortSignal.timeout(30_000),
      )
      slugs.push(...page.items.map(({ slug }) => slug))
      cursor = page.cursor
      if (cursor === null) return slugs
      between(pages)
    }
    throw new Error('the feed does not end')
  }

  test('a record has an edition for every currency and language', async () => {
    const shop = shopOf(['7'])
    const parts = { shop, codes: createSuiteCodes(shop, 0, baseUrl), lists: createHitLists(shop, 0), baseUrl }
    const request = { cursor: null, changedSince: null, limit: 20 }
    const { items, total } = await createCatalogFeed(parts, bundledMarkets).readProducts(
      request,
      AbortSignal.timeout(30_000),
    )
    expect(total).toBe(1)
    expect(items[0]).toMatchObject({ slug: 'p-7', updatedAt: '2026-01-02T00:00:00.000Z' })
    expect(items[0]?.editions.map(({ currency, locale }) => `${locale} ${currency}`)).toEqual([
      ...['en USD', 'en EUR', 'de USD', 'de EUR'],
    ])
  })

  test.each([1, 5, 10, 11, 25, 60])('%i products that go in the meantime make it miss none', async (gone) => {
    const ids = numbers(1, 100)
    const slugs = await readAll(ids, (page) => {
      if (page === 3) ids.splice(0, gone)
    })
    const remaining = numbers(1 + gone, 100).map((id) => `p-${id}`)
    expect(slugs).toEqual(expect.arrayContaining(remaining))
    expect(slugs).toHaveLength(new Set(slugs).size)
  })

  test('products that come in the meantime come too', async () => {
    const ids = numbers(1, 50)
    const slugs = await readAll(ids, (page) => {
      if (page === 1) ids.push(...numbers(51, 75))
    })
    expect(slugs).toEqual(numbers(1, 75).map((id) => `p-${id}`))
  })

  test('a catalogue that has become empty ends', async () => {
    const ids = numbers(1, 50)
    const slugs = await readAll(ids, () => {
      ids.length = 0
    })
    expect(slugs).toHaveLength(20)
  })
})
