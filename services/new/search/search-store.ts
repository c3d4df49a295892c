// The port of search: where products are found.
import type { ShopperContext } from '#contracts/call-context.ts'
import type { Input, Output } from '#contracts/operations.ts'
import type { JsonText } from '../kit/json-text.ts'
import type { CatalogueSink } from '../kit/service.ts'
import type { Match, Term } from './query/search-match.ts'
import type { Evidence } from './query/search-plan.ts'

export type Market = Pick<ShopperContext, 'channel' | 'currency' | 'locale'>

type Page = Output<'searchProducts'>

/** What was typed, as the vocabulary is asked about it. */
export type Question = {
  /** Normalised, in order; the last may be unfinished. */
  readonly words: readonly string[]
  readonly pieces: readonly string[]
  /** The whole text as a SKU. */
  readonly sku: string
}

/** What ranks the hits of a text. */
export type Ranking = {
  /** The words as typed, joined by spaces: a name that is just this comes first. */
  readonly typed: string
  /** How many groups of words the query has. */
  readonly groups: number
  readonly strict: readonly Term[]
  readonly loose: readonly Term[]
  readonly inName: Match
  /** Where not every group must match: the more of these do, the better. */
  readonly countOf: readonly Match[]
}

export type HitQuery = Pick<Input<'searchProducts'>, 'sort' | 'page' | 'pageSize'> & {
  /** Null finds all. */
  readonly match: Match | null
  /** Null where nothing was typed: then the order of relevance is by slug. */
  readonly ranking: Ranking | null
  /** One per facet: any of its values. A facet's own counts leave its own narrowing out. */
  readonly facets: readonly { readonly code: string; readonly values: readonly string[] }[]
  readonly priceMin: number | null
  readonly priceMax: number | null
}

export type Hits = {
  /** The page's items as one JSON array. */
  readonly items: JsonText<Page['items']>
  readonly facets: JsonText<Page['facets']>
  readonly total: number
}

export type Completion = { readonly slug: string; readonly text: string }

/** A normalised text that is to be completed. */
export type Completing = { readonly text: string; readonly limit: number }

/** Names that are to match. */
export type Matching = { readonly match: Match; readonly limit: number }

/**
 * Reads run any number at a time and honour the signal. Every read of products rejects with `unavailable`
 * when nothing was imported for the market: an empty answer would look like an empty shop.
 */
export interface SearchStore extends CatalogueSink {
  evidence(market: Market, question: Question, signal: AbortSignal): Promise<Evidence>
  hits(market: Market, query: HitQuery, signal: AbortSignal): Promise<Hits>
  /** Products whose name, from its first or a later word on, begins with the text; whole names first. */
  namesFrom(market: Market, from: Completing, signal: AbortSignal): Promise<Completion[]>
  /** Products that match, those with shorter names first, then by name. */
  namesWith(market: Market, which: Matching, signal: AbortSignal): Promise<Completion[]>
  /** Categories of which a word, or the whole name, begins with the normalised text; whole names first. */
  categoriesFrom(market: Market, from: Completing, signal: AbortSignal): Promise<Completion[]>
}
