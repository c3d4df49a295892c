import type { CatalogFeed } from '#adapters/adapter.ts'
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError } from '#contracts/errors.ts'

/** A suite's catalogue for tests; it may be changed at any time. */
export type MemoryCatalogue = {
  trees: CategoryTree[]
  /** In the order in which the feed gives them. */
  products: ProductRecord[]
}

/** A product with nothing but what an import looks at. */
export function exampleProduct(
  slug: string,
  updatedAt = '2026-03-01T10:00:00.000Z',
  name = slug,
): ProductRecord {
  const content = { slug, name } as unknown as ProductRecord['editions'][number]['content']
  return { slug, updatedAt, editions: [{ channel: 'default', currency: 'USD', locale: 'en', content }] }
}

/** So many products in a catalogue. */
export function exampleCatalogue(count: number): MemoryCatalogue {
  const tree = { items: [] } as unknown as CategoryTree['tree']
  return {
    trees: [{ channel: 'default', locale: 'en', tree }],
    products: Array.from({ length: count }, (_, i) => exampleProduct(`product-${i}`)),
  }
}

/** A feed of a catalogue in memory; its cursor is the number of products before the page. */
export function createMemoryFeed(catalogue: MemoryCatalogue, incremental = false): CatalogFeed {
  return {
    incremental,
    readCategories: async () => catalogue.trees,
    readProducts: async ({ cursor, changedSince, limit }, signal) => {
      if (signal.aborted) throw new BanyanError('upstream-unreachable')
      const wanted = catalogue.products.filter(
        ({ updatedAt }) => !incremental || changedSince === null || updatedAt >= changedSince,
      )
      const from = Number(cursor ?? 0)
      const items = wanted.slice(from, from + limit)
      const end = from + items.length
      return { items, cursor: end < wanted.length ? String(end) : null, total: wanted.length }
    },
  }
}
