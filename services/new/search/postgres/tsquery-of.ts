// A match as PostgreSQL's tsquery, once over the index keys and once over the weighted words of the ranking.
import { categoryKey, quoted, skuKey, wordKey } from '../index/index-keys.ts'
import type { Match, Term } from '../query/search-match.ts'

/** Holds for no document: no key is like this. */
const never = quoted('nothing')

/** The query over `document.keys`, as text; the edition's mark in it has still to be replaced. */
export function tsqueryOf(match: Match): string {
  switch (match.kind) {
    case 'term':
      return quoted(wordKey(match.word, match.field)) + (match.prefix ? ':*' : '')
    case 'sku':
      return quoted(skuKey(match.sku)) + (match.prefix ? ':*' : '')
    case 'category':
      return quoted(categoryKey(match.slug))
    case 'all':
      return joined(match.of, ' & ')
    case 'one':
      return joined(match.of, ' | ')
  }
}

function joined(matches: readonly Match[], operator: string): string {
  return matches.length === 0 ? never : `(${matches.map(tsqueryOf).join(operator)})`
}

/** The query over `document.head` whose matches raise the rank: any of the words. */
export function rankQueryOf(terms: readonly Term[]): string {
  if (terms.length === 0) return never
  return terms.map(({ word, prefix }) => quoted(word) + (prefix ? ':*' : '')).join(' | ')
}

/** The query over `document.head` that holds when the name alone answers. */
export function nameQueryOf(match: Match): string {
  switch (match.kind) {
    case 'term':
      return `${quoted(match.word)}:${match.prefix ? '*' : ''}A`
    case 'all':
    case 'one': {
      const parts = match.of.map(nameQueryOf)
      return parts.length === 0 ? never : `(${parts.join(match.kind === 'all' ? ' & ' : ' | ')})`
    }
    case 'sku':
    case 'category':
      return never
  }
}
