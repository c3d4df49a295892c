import type { Output } from '#contracts/operations.ts'
import { byCodeUnits } from '../../kit/name-key.ts'
import type { DocumentRow } from '../index/document-rows.map.ts'

type Facets = Output<'searchProducts'>['facets']

/** One facet's chosen values. */
export type FacetChoice = { readonly code: string; readonly values: readonly string[] }

/** The facets that stand in a product's way. */
export function waysBlocked({ facets }: DocumentRow, choices: readonly FacetChoice[]): string[] {
  const has = ({ code, values }: FacetChoice) =>
    facets.some(({ facet, value }) => facet === code && values.includes(value))
  return choices.filter((choice) => !has(choice)).map(({ code }) => code)
}

/** Counts by the contract's order; a narrowed facet counts what would be hits without its own narrowing. */
export function countFacets(rows: readonly DocumentRow[], choices: readonly FacetChoice[]): Facets {
  const counted = rows.flatMap((row) => {
    const [first, ...others] = waysBlocked(row, choices)
    if (others.length > 0) return []
    return row.facets.filter(({ facet }) => first === undefined || facet === first)
  })
  const byFacet = Map.groupBy(counted, ({ facet }) => facet)
  return [...byFacet]
    .map(([code, values]) => ({ code, name: values[0]?.facetName ?? code, values: countValues(values) }))
    .sort((a, b) => byCodeUnits(a.code, b.code))
}

function countValues(values: DocumentRow['facets']): Facets[number]['values'] {
  return [...Map.groupBy(values, ({ value }) => value)]
    .map(([code, same]) => ({ code, name: same[0]?.valueName ?? code, count: same.length }))
    .sort((a, b) => b.count - a.count || byCodeUnits(a.code, b.code))
}
