// Which values of which facets a shopper chose, and which counts that asks for. Pure.
import type { Output } from '#contracts/operations.ts'
import { byCodeUnits } from './catalog.map.ts'

type FacetCounts = Output<'searchProducts'>['facets']

/** One narrowed facet: any of its values. Without ids it lets nothing through: the suite has no such. */
export type Choice = { readonly code: string; readonly ids: readonly string[] }

/**
 * The chosen values by facet.
 * @param chosen as the contract writes them, `facet:value`
 * @param valueId the suite's ids of those
 */
export function choicesOf(chosen: readonly string[], valueId: ReadonlyMap<string, string>): Choice[] {
  const byFacet = Map.groupBy(chosen, (pair) => pair.slice(0, pair.indexOf(':')))
  return [...byFacet].map(([code, pairs]) => ({
    code,
    ids: pairs.flatMap((pair) => valueId.get(pair) ?? []),
  }))
}

/** Whether all choices together let a product through. */
export const areMet = (choices: readonly Choice[]): boolean => choices.every(({ ids }) => ids.length > 0)

/** Choices whose facet has counts without it: those whose others let something through. */
export function countedWithout(choices: readonly Choice[]): readonly Choice[] {
  return choices.filter((choice) => areMet(choices.filter((other) => other !== choice)))
}

/**
 * The facets of the hits, but for each narrowed facet the counts that it has without its own narrowing, so
 * that a second of its values can be chosen.
 * @param without what was counted without the choice of the same index
 */
export function withOwnCounts(
  ofHits: FacetCounts,
  choices: readonly Choice[],
  without: readonly FacetCounts[],
): FacetCounts {
  const narrowed = new Set(choices.map(({ code }) => code))
  const own = choices.flatMap(({ code }, index) => without[index]?.find((facet) => facet.code === code) ?? [])
  const facets = [...ofHits.filter(({ code }) => !narrowed.has(code)), ...own]
  return facets.sort((a, b) => byCodeUnits(a.code, b.code))
}
