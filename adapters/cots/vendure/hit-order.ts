// The contract's orders over hits: Vendure's own differ in case, in ties and in prices of several variants.
import { byCodeUnits } from './catalog.map.ts'
import type { Hit } from './search.map.ts'

export type Sort = 'relevance' | 'name' | '-name' | 'price' | '-price'

/**
 * Hits in an order, ties by slug; by relevance means as given.
 * @param lowestOf price of a product's lowest variant
 */
export function inOrder<H extends Hit>(
  hits: readonly H[],
  sort: Sort,
  lowestOf: (hit: H) => number = (hit) => hit.lowest,
): readonly H[] {
  switch (sort) {
    case 'relevance':
      return hits
    case 'name':
      return byName(hits, 1)
    case '-name':
      return byName(hits, -1)
    case 'price':
      return hits.toSorted((a, b) => lowestOf(a) - lowestOf(b) || bySlug(a, b))
    case '-price':
      return hits.toSorted((a, b) => lowestOf(b) - lowestOf(a) || bySlug(a, b))
  }
}

const bySlug = (a: Hit, b: Hit) => byCodeUnits(a.slug, b.slug)

function byName<H extends Hit>(hits: readonly H[], direction: 1 | -1): H[] {
  return hits
    .map((hit) => ({ hit, name: hit.name.toLowerCase() }))
    .sort((a, b) => direction * byCodeUnits(a.name, b.name) || bySlug(a.hit, b.hit))
    .map(({ hit }) => hit)
}

/** One page, from 1 on. */
export const slicePage = <T>(items: readonly T[], page: number, pageSize: number): readonly T[] =>
  items.slice((page - 1) * pageSize, page * pageSize)
