// Vendure's search answers in the contract's words; golden cases in search.map.test.ts.
import type { Output } from '#contracts/operations.ts'
import { breach, type Fields, inner, key, list, whole } from '../shared/reading.ts'
import { byCodeUnits } from './catalog.map.ts'

type FacetCounts = Output<'searchProducts'>['facets']

/** A product that a search found, with what it can be ordered and narrowed by. */
export type Hit = {
  readonly id: string
  readonly slug: string
  /** In the locale that was asked for. */
  readonly name: string
  /** Of its lowest variant. */
  readonly lowest: number
}

/** A hit with what only its variants know. */
export type ExactHit = Hit & {
  readonly prices: readonly number[]
  readonly skus: readonly string[]
  readonly facetValueIds: ReadonlySet<string>
  readonly collectionIds: ReadonlySet<string>
}

/** A value of a facet, as the suite's search numbers it. */
export type FacetValue = {
  readonly id: string
  readonly facet: { readonly code: string; readonly name: string }
  readonly value: { readonly code: string; readonly name: string }
}

/** The ids of one page of hits, with the totals. */
export function pageOf(data: Fields): { ids: string[]; total: number; facets: FacetCounts } {
  const search = inner(data, 'search', '')
  return {
    ids: list(search, 'items', '/search', (item, at) => key(item, 'productId', at)),
    total: totalOf(data),
    facets: facetCountsOf(data),
  }
}

/** How many hits there are in all. */
export const totalOf = (data: Fields): number => whole(inner(data, 'search', ''), 'totalItems', '/search')

/** Hits, one for each product, in the suite's order. */
export function hitsOf(data: Fields): Hit[] {
  return list(inner(data, 'search', ''), 'items', '/search', (item, at) => ({
    id: key(item, 'productId', at),
    slug: key(item, 'slug', at),
    name: key(item, 'productName', at),
    lowest: whole(inner(item, 'priceWithTax', at), 'min', `${at}/priceWithTax`),
  }))
}

/** Hits, gathered from one for each variant; a product stands where its first variant stood. */
export function exactHitsOf(pages: readonly Fields[]): ExactHit[] {
  const variants = pages.flatMap((data) => list(inner(data, 'search', ''), 'items', '/search', variantOf))
  const byProduct = Map.groupBy(variants, ({ id }) => id)
  return [...byProduct.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const prices = own.map(({ price }) => price)
    return {
      id: first.id,
      slug: first.slug,
      name: first.name,
      lowest: Math.min(...prices),
      prices,
      skus: own.map(({ sku }) => sku),
      facetValueIds: new Set(own.flatMap(({ facetValueIds }) => facetValueIds)),
      collectionIds: new Set(own.flatMap(({ collectionIds }) => collectionIds)),
    }
  })
}

function variantOf(item: Fields, at: string) {
  return {
    id: key(item, 'productId', at),
    slug: key(item, 'slug', at),
    name: key(item, 'productName', at),
    sku: key(item, 'sku', at),
    price: whole(inner(item, 'priceWithTax', at), 'value', `${at}/priceWithTax`),
    facetValueIds: idsIn(item, 'facetValueIds', at),
    collectionIds: idsIn(item, 'collectionIds', at),
  }
}

function idsIn(item: Fields, name: string, at: string): string[] {
  const ids: unknown = item[name]
  if (!Array.isArray(ids)) throw breach(`${at}/${name}`, 'must be an array')
  return ids.map(String)
}

/** The facets of all hits, as the suite counted them. */
export function facetCountsOf(data: Fields): FacetCounts {
  const search = inner(data, 'search', '')
  const counted = list(search, 'facetValues', '/search', (item, at) => ({
    count: whole(item, 'count', at),
    ...facetValueOf(inner(item, 'facetValue', at), `${at}/facetValue`),
  }))
  return grouped(counted)
}

/** The facets of some hits, counted here: for hits that the suite itself cannot narrow down to. */
export function countedFacets(
  hits: readonly ExactHit[],
  values: ReadonlyMap<string, FacetValue>,
): FacetCounts {
  const counts = new Map<string, number>()
  for (const hit of hits) for (const id of hit.facetValueIds) counts.set(id, (counts.get(id) ?? 0) + 1)
  return grouped(
    [...counts].flatMap(([id, count]) => {
      const known = values.get(id)
      return known === undefined ? [] : { count, facet: known.facet, value: known.value }
    }),
  )
}

type Counted = { readonly count: number } & Pick<FacetValue, 'facet' | 'value'>

/** In the contract's order: facets by code, values by falling count, then code. */
function grouped(counted: readonly Counted[]): FacetCounts {
  const byFacet = Map.groupBy(
    counted.filter(({ count }) => count > 0),
    ({ facet }) => facet.code,
  )
  return [...byFacet]
    .map(([code, own]) => ({
      code,
      name: own[0]?.facet.name ?? code,
      values: own
        .map(({ value, count }) => ({ code: value.code, name: value.name, count }))
        .sort((a, b) => b.count - a.count || byCodeUnits(a.code, b.code)),
    }))
    .sort((a, b) => byCodeUnits(a.code, b.code))
}

const namedCodeOf = (of: Fields, pointer: string) => ({
  code: key(of, 'code', pointer),
  name: key(of, 'name', pointer),
})

const facetValueOf = (value: Fields, at: string) => ({
  facet: namedCodeOf(inner(value, 'facet', at), `${at}/facet`),
  value: namedCodeOf(value, at),
})

/** The values of one facet of a facet list. */
export function facetValuesOf(facet: Fields, at: string): FacetValue[] {
  return list(facet, 'values', at, (value, pointer) => ({
    id: key(value, 'id', pointer),
    facet: namedCodeOf(facet, at),
    value: namedCodeOf(value, pointer),
  }))
}

/**
 * Names that hold what was typed: those that begin with it first, products before categories, then by name.
 */
export function suggestionsOf(data: Fields, typed: string): Output<'suggest'>['items'] {
  const wanted = typed.toLowerCase()
  const read = (name: string, kind: 'product' | 'category') =>
    list(inner(data, name, ''), 'items', `/${name}`, (item, at) => ({
      text: key(item, 'name', at),
      kind,
      slug: key(item, 'slug', at),
    }))
  const found = [
    ...read('beginning', 'product'),
    ...read('holding', 'product'),
    ...read('collections', 'category'),
  ]
  const unique = new Map(found.map((item) => [`${item.kind} ${item.slug}`, item]))
  return [...unique.values()]
    .map((item) => ({ item, name: item.text.toLowerCase() }))
    .filter(({ name }) => name.includes(wanted))
    .map(({ item, name }) => ({ item, name, rank: rankOf(name, wanted) }))
    .sort(
      (a, b) =>
        a.rank - b.rank || byKind(a.item, b.item) || byCodeUnits(a.name, b.name) || bySlug(a.item, b.item),
    )
    .map(({ item }) => item)
}

/** 0 the name begins so, 1 one of its words does, 2 it stands within a word. */
function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0
  return name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted)) ? 1 : 2
}

const byKind = (a: { kind: string }, b: { kind: string }) => byCodeUnits(b.kind, a.kind)
const bySlug = (a: { slug: string }, b: { slug: string }) => byCodeUnits(a.slug, b.slug)
