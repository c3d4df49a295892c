import { LRUCache } from 'lru-cache'
import type { Database } from '../../kit/database.ts'
import { storedText } from '../../kit/json-text.ts'
import { notImported } from '../../kit/not-imported.ts'
import { languageOf } from '../query/language.ts'
import type { HitQuery, Hits, Market } from '../search-store.ts'
import { type HitShape, hitStatement } from './hit-reads.ts'
import type { Revisions } from './revisions.ts'
import { nameQueryOf, rankQueryOf, tsqueryOf } from './tsquery-of.ts'

type Asked = { readonly market: Market; readonly query: HitQuery }
type HitRow = { items: string; total: number; facets: string }
type Counts = { readonly total: number; readonly facets: string }

/** Entries of counts that one process keeps; each is a few kilobytes at most. */
const mostCounts = 2_000

/** Reads hits. Total and facets are the same on every page and in every order: counted once for all. */
export function createHitReader(database: Database, revisions: Revisions) {
  const counts = new LRUCache<string, Counts>({ max: mostCounts })

  return async (asked: Asked, signal: AbortSignal): Promise<Hits> => {
    const key = `${await revisions.of(asked.market, signal)} ${countedBy(asked)}`
    const known = counts.get(key)
    const { statement, values } = hitStatement(shapeOf(asked.query, known === undefined))
    const [row] = await database.read<HitRow>(statement, values(parametersOf(asked)), signal)
    if (row === undefined) throw notImported()
    const { total, facets } = known ?? row
    if (known === undefined) counts.set(key, { total, facets })
    return { total, items: storedText(row.items), facets: storedText(facets) }
  }
}

/** All that decides which products are hits. */
function countedBy({ market, query }: Asked): string {
  const { match, facets, priceMin, priceMax } = query
  return JSON.stringify([market.channel, market.currency, market.locale, match, facets, priceMin, priceMax])
}

function shapeOf(query: HitQuery, counted: boolean): HitShape {
  const ranked = query.ranking !== null && query.sort === 'relevance'
  return {
    sort: query.sort,
    matched: query.match !== null,
    ranked,
    partial: ranked && (query.ranking?.countOf.length ?? 0) > 0,
    narrowed: query.facets.length,
    priced: query.priceMin !== null || query.priceMax !== null,
    counted,
  }
}

function parametersOf({ market, query }: Asked) {
  const { match, ranking, facets, priceMin, priceMax, page, pageSize } = query
  const { headIsLast } = languageOf(market.locale)
  return {
    channel: market.channel,
    currency: market.currency,
    locale: market.locale,
    match: match && tsqueryOf(match),
    typed: ranking?.typed,
    groups: ranking?.groups,
    strict: ranking && rankQueryOf(ranking.strict),
    loose: ranking && rankQueryOf(ranking.loose),
    inName: ranking && nameQueryOf(ranking.inName),
    heads: headIsLast ? ranking?.strict.map(({ word }) => word) : [],
    parts: ranking?.countOf.map(tsqueryOf),
    facets: JSON.stringify(facets.map((facet, place) => ({ place, ...facet }))),
    priceMin: priceMin ?? 0,
    priceMax: priceMax ?? Number.MAX_SAFE_INTEGER,
    pageSize,
    offset: (page - 1) * pageSize,
  }
}
