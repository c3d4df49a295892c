// From the contract's input and the plan of the text to what a store is asked. Pure.
import type { Input } from '#contracts/operations.ts'
import type { HitQuery, Question, Ranking } from '../search-store.ts'
import { normaliseSku, wordsOf } from './normalise.ts'
import { allOf, type Match, oneOf } from './search-match.ts'
import { piecesOf, type SearchPlan } from './search-plan.ts'

/** More words than this narrow nothing further. */
const mostWords = 10

/** What to ask the vocabulary; null where nothing was typed. */
export function questionOf(q: string): Question | null {
  if (q.trim() === '') return null
  const words = [...new Set(wordsOf(q))].slice(0, mostWords)
  return { words, pieces: piecesOf(words), sku: normaliseSku(q) }
}

/** What a text demands of a hit, and how hits are ranked. */
export type TextQuery = { readonly match: Match; readonly ranking: Ranking }

/** Hits that answer the whole text. */
export function wholeText(plan: SearchPlan, { words }: Question): TextQuery {
  const { groups, strict, loose, inName } = plan
  const ranking = { typed: words.join(' '), groups: groups.length, strict, loose, inName, countOf: [] }
  return { match: allOf(groups), ranking }
}

/**
 * Hits that answer a part of the text, the more the better: for a text that no product answers as a whole.
 */
export function partOfText(plan: SearchPlan, question: Question): TextQuery {
  const { ranking } = wholeText(plan, question)
  return { match: oneOf(plan.groups), ranking: { ...ranking, countOf: plan.groups } }
}

/** The store's query; without text it finds all. */
export function hitQueryOf(input: Input<'searchProducts'>, text: TextQuery | null): HitQuery {
  const matches: Match[] = text === null ? [] : [text.match]
  if (input.category !== undefined) matches.push({ kind: 'category', slug: input.category })
  return {
    match: matches.length === 0 ? null : allOf(matches),
    ranking: text?.ranking ?? null,
    facets: facetsOf(input.facet ?? []),
    priceMin: input.priceMin ?? null,
    priceMax: input.priceMax ?? null,
    sort: input.sort,
    page: input.page,
    pageSize: input.pageSize,
  }
}

function facetsOf(chosen: readonly string[]): HitQuery['facets'] {
  const byCode = Map.groupBy(chosen, (choice) => choice.slice(0, choice.indexOf(':')))
  return [...byCode].map(([code, choices]) => ({
    code,
    values: choices.map((choice) => choice.slice(code.length + 1)),
  }))
}
