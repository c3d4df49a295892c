// Whole result lists of Vendure's search, for orders and filters that it does not have itself.
import type { CallContext } from '#contracts/call-context.ts'
import type { Output } from '#contracts/operations.ts'
import { inner, list } from '../shared/reading.ts'
import { everyPage } from './paged.ts'
import { facetCounts, productHits, variantHits } from './queries.ts'
import { type ExactHit, exactHitsOf, facetCountsOf, type Hit, hitsOf, totalOf } from './search.map.ts'
import { createSharedReads } from './shared-reads.ts'
import type { ShopApi } from './shop-api.ts'

/** What Vendure's search itself narrows by. */
export type Narrowing = {
  readonly term?: string
  readonly collectionId?: string
  /** Ids of values: OR within a list, AND between lists. */
  readonly valueIds: readonly (readonly string[])[]
}

type Facets = Output<'searchProducts'>['facets']
type ProductList = { readonly hits: readonly Hit[]; readonly facets: Facets }
type ExactList = { readonly hits: readonly ExactHit[] }

export type HitLists = {
  /** One hit for each product, with the facets of all of them. */
  products(narrowing: Narrowing, context: CallContext): Promise<ProductList>
  /** One hit for each product, with prices and facets of its variants: about three times as much to read. */
  exact(narrowing: Narrowing, context: CallContext): Promise<ExactList>
  /** The facets of all hits, without the hits. */
  facets(narrowing: Narrowing, context: CallContext): Promise<Facets>
}

const pageSize = 5_000

/** How many hits are kept in all, whatever they belong to. */
const room = 300_000

/** How many counts of facets' values are kept in all. */
const facetRoom = 100_000

/** Vendure's input for a narrowing. */
export function searchInput({ term, collectionId, valueIds }: Narrowing): {
  readonly [name: string]: unknown
} {
  return {
    ...(term === undefined ? {} : { term }),
    ...(collectionId === undefined ? {} : { collectionId }),
    ...(valueIds.length === 0 ? {} : { facetValueFilters: valueIds.map((or) => ({ or })) }),
  }
}

/** Lists that are read whole and kept for `seconds`. */
export function createHitLists(shop: ShopApi, seconds: number): HitLists {
  const read = (query: string, key: string, context: CallContext) => {
    const { narrowing, ...more } = narrowingOf(key)
    return everyPage(
      (skip) => {
        const input = { ...searchInput(narrowing), groupByProduct: more.grouped, take: pageSize, skip }
        return shop.ask(query, more.grouped ? { input, facets: skip === 0 } : { input }, context)
      },
      (page) => ({
        items: list(inner(page, 'search', ''), 'items', '', () => null).length,
        total: totalOf(page),
      }),
    )
  }
  const shared = { seconds, room, weigh: ({ hits }: { hits: readonly Hit[] }) => hits.length }
  const productLists = createSharedReads<ProductList>({
    ...shared,
    async read(key, context) {
      const pages = await read(productHits, key, context)
      return { hits: pages.flatMap(hitsOf), facets: pages.slice(0, 1).flatMap(facetCountsOf) }
    },
  })
  const exactLists = createSharedReads<ExactList>({
    ...shared,
    read: async (key, context) => ({ hits: exactHitsOf(await read(variantHits, key, context)) }),
  })
  const facetLists = createSharedReads<Facets>({
    seconds,
    room: facetRoom,
    weigh: (facets) => facets.flatMap(({ values }) => values).length,
    async read(key, context) {
      const input = { ...searchInput(narrowingOf(key).narrowing), groupByProduct: true, take: 1 }
      return facetCountsOf(await shop.ask(facetCounts, { input }, context))
    },
  })
  return {
    products: (narrowing, context) => productLists.get(keyOf(narrowing, true, context), context),
    exact: (narrowing, context) => exactLists.get(keyOf(narrowing, false, context), context),
    facets: (narrowing, context) => facetLists.get(keyOf(narrowing, true, context), context),
  }
}

const keyOf = (narrowing: Narrowing, grouped: boolean, { channel, currency, locale }: CallContext) =>
  JSON.stringify({ narrowing, grouped, market: [channel, currency, locale] })

const narrowingOf = (key: string) => JSON.parse(key) as { narrowing: Narrowing; grouped: boolean }
