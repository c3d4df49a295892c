import { LRUCache } from 'lru-cache'
import type { PoolClient } from '#contracts/process/postgres.ts'
import type { Database } from '../../kit/database.ts'
import { storedText } from '../../kit/json-text.ts'
import type { NamedStatement } from '../../kit/named-statement.ts'
import { notImported } from '../../kit/not-imported.ts'
import { writeAlone } from '../../kit/one-writer.ts'
import { languageOf } from '../query/language.ts'
import type { Completion, HitQuery, Hits, Market, SearchStore } from '../search-store.ts'
import { replaceTrees } from './category-writes.ts'
import { evidenceOf } from './evidence.postgres.ts'
import { type HitShape, hitStatement } from './hit-reads.ts'
import * as names from './name-reads.ts'
import { sweepProducts, writeProducts } from './search-writes.ts'
import { nameQueryOf, rankQueryOf, tsqueryOf } from './tsquery-of.ts'
import * as words from './word-reads.ts'

/** Search in PostgreSQL, schema `search`. */
export function createPostgresSearchStore(database: Database): SearchStore {
  const completions = <Name extends string>(
    { statement, values }: NamedStatement<Name>,
    given: { readonly [N in Name]: unknown },
    signal: AbortSignal,
  ) => database.read<Completion>(statement, values(given), signal)

  const readHits = createHitReader(database)
  const write = <T>(action: (client: PoolClient) => Promise<T>) => writeAlone(database, 'search', action)
  return {
    putCategories: (trees) => write((client) => replaceTrees(client, trees)),
    putProducts: (generation, products) => write((client) => writeProducts(client, generation, products)),
    sweep: (generation) => write((client) => sweepProducts(client, generation)),

    evidence: (market, question, signal) => evidenceOf(database, { market, question }, signal),
    hits: (market, query, signal) => readHits({ market, query }, signal),
    namesFrom: async (market, from, signal) => {
      const starts = await completions(names.namesFrom, { ...ofMarket(market), ...from }, signal)
      const found = firstOfEach(starts).slice(0, from.limit)
      if (found.length === 0) await revisionOf(database, market, signal)
      return found
    },
    namesWith: (market, { match, limit }, signal) =>
      completions(names.namesWith, { ...ofMarket(market), match: tsqueryOf(match), limit }, signal),
    categoriesFrom: (market, from, signal) =>
      completions(names.categoriesFrom, { ...ofMarket(market), ...from }, signal),
  }
}

function firstOfEach(completions: readonly Completion[]): Completion[] {
  return completions.filter(({ slug }, i) => completions.findIndex((other) => other.slug === slug) === i)
}

const ofMarket = ({ channel, currency, locale }: Market) => ({ channel, currency, locale })

async function revisionOf(database: Database, market: Market, signal: AbortSignal): Promise<string> {
  const { statement, values } = words.revision
  const [row] = await database.read<{ revision: string }>(statement, values(ofMarket(market)), signal)
  if (row === undefined) throw notImported()
  return row.revision
}

type Asked = { readonly market: Market; readonly query: HitQuery }
type HitRow = { items: string; total: number; facets: string }
type Counts = { readonly total: number; readonly facets: string }

/** Entries of counts that one process keeps; each is a few kilobytes at most. */
const mostCounts = 2_000

/**
 * Total and facets are the same on every page and in every order: counted once for each state of the data.
 */
function createHitReader(database: Database) {
  const counts = new LRUCache<string, Counts>({ max: mostCounts })

  return async (asked: Asked, signal: AbortSignal): Promise<Hits> => {
    const key = `${await revisionOf(database, asked.market, signal)} ${countedBy(asked)}`
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
  return JSON.stringify([ofMarket(market), match, facets, priceMin, priceMax])
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
    ...ofMarket(market),
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
