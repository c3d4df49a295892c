// What the contract calls by code and Vendure by id: categories and the values of facets.
import type { CallContext } from '#contracts/call-context.ts'
import { inner, list, whole } from '../shared/reading.ts'
import { type Collection, collectionOf } from './catalog.map.ts'
import { everyPage } from './paged.ts'
import { collections, facets } from './queries.ts'
import { type FacetValue, facetValuesOf } from './search.map.ts'
import { createSharedReads, type SharedReads } from './shared-reads.ts'
import type { ShopApi } from './shop-api.ts'

/** Vendure's own limit for lists of its shop API. */
export const listLimit = 100

/** The codes of one channel, named in one locale. */
export type SuiteCodes = {
  readonly categoryId: ReadonlyMap<string, string>
  readonly categoryById: ReadonlyMap<string, { readonly slug: string; readonly name: string }>
  /** By `facet:value`. */
  readonly valueId: ReadonlyMap<string, string>
  readonly valueById: ReadonlyMap<string, FacetValue>
}

/** All collections of a channel, as they come. */
export async function readCollections(
  shop: ShopApi,
  context: CallContext,
  baseUrl: string,
): Promise<Collection[]> {
  const pages = await everyPage(
    (skip) => shop.ask(collections, { skip, take: listLimit }, context),
    (page) => sizeOf(inner(page, 'collections', ''), '/collections'),
  )
  return pages.flatMap((page) =>
    list(inner(page, 'collections', ''), 'items', '/collections', (item, at) =>
      collectionOf(item, at, { baseUrl }),
    ),
  )
}

async function readFacetValues(shop: ShopApi, context: CallContext): Promise<FacetValue[]> {
  const pages = await everyPage(
    (skip) => shop.ask(facets, { skip, take: listLimit }, context),
    (page) => sizeOf(inner(page, 'facets', ''), '/facets'),
  )
  return pages.flatMap((page) => list(inner(page, 'facets', ''), 'items', '/facets', facetValuesOf).flat())
}

const sizeOf = (page: { readonly [name: string]: unknown }, at: string) => ({
  items: list(page, 'items', at, () => null).length,
  total: whole(page, 'totalItems', at),
})

/** The codes, read in two calls and kept for `seconds`. */
export function createSuiteCodes(shop: ShopApi, seconds: number, baseUrl: string): SharedReads<SuiteCodes> {
  return createSharedReads({
    seconds,
    room: 100,
    weigh: () => 1,
    async read(_key, context) {
      const [categories, values] = await Promise.all([
        readCollections(shop, context, baseUrl),
        readFacetValues(shop, context),
      ])
      return {
        categoryId: new Map(categories.map(({ slug, id }) => [slug, id])),
        categoryById: new Map(categories.map(({ slug, name, id }) => [id, { slug, name }])),
        valueId: new Map(values.map(({ facet, value, id }) => [`${facet.code}:${value.code}`, id])),
        valueById: new Map(values.map((value) => [value.id, value])),
      }
    },
  })
}

/** Key of what differs by channel and locale. */
export const codesKey = ({ channel, locale }: CallContext): string => JSON.stringify([channel, locale])
