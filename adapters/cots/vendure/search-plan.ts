// How a typed text can be asked of Vendure's search, which cannot everything.
import type { ExactHit } from './search.map.ts'

/**
 * `all`: no text. `suite`: the suite searches for `term`. `here`: the adapter looks through names and SKUs.
 */
export type SearchPlan =
  | { readonly kind: 'all' }
  | { readonly kind: 'suite'; readonly term: string }
  | { readonly kind: 'here'; readonly wanted: string }

/** Vendure ignores shorter terms and then finds everything. */
const shortestTerm = 3

/** Vendure's LIKE takes these for wildcards and has no escape for them. */
const wildcards = /[%_\\]/

/** The plan for a typed text. */
export function planSearch(typed: string): SearchPlan {
  const term = tidy(typed)
  if (term === '') return { kind: 'all' }
  if (term.length < shortestTerm || wildcards.test(term)) return { kind: 'here', wanted: term.toLowerCase() }
  return { kind: 'suite', term }
}

/** One line of well-formed text, without control characters, single-spaced. */
export function tidy(typed: string): string {
  return typed
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

/**
 * Whether a hit holds the text: one or two characters begin a word of its name, more stand anywhere in name
 * or SKU.
 */
export function holds(hit: ExactHit, wanted: string): boolean {
  const name = hit.name.toLowerCase()
  if (wanted.length < shortestTerm && !wildcards.test(wanted)) {
    return name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))
  }
  return name.includes(wanted) || hit.skus.some((sku) => sku.toLowerCase().includes(wanted))
}

/** The text as a regular expression that means just it. */
export const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
