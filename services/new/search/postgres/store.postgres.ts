import type { PoolClient } from '#contracts/process/postgres.ts'
import type { Database } from '../../kit/database.ts'
import type { NamedStatement } from '../../kit/named-statement.ts'
import { type Done, writeAlone } from '../../kit/one-writer.ts'
import type { Completion, Market, SearchStore } from '../search-store.ts'
import { replaceTrees } from './category-writes.ts'
import { evidenceOf } from './evidence.postgres.ts'
import { createHitReader } from './hit-reader.ts'
import * as names from './name-reads.ts'
import { createRevisions } from './revisions.ts'
import { sweepProducts, writeProducts } from './search-writes.ts'
import { tsqueryOf } from './tsquery-of.ts'

/** Search in PostgreSQL, schema `search`. */
export function createPostgresSearchStore(database: Database): SearchStore {
  const completions = <Name extends string>(
    { statement, values }: NamedStatement<Name>,
    given: { readonly [N in Name]: unknown },
    signal: AbortSignal,
  ) => database.read<Completion>(statement, values(given), signal)

  const revisions = createRevisions(database)
  const readHits = createHitReader(database, revisions)
  const write = <T extends Done>(action: (client: PoolClient) => Promise<T>) =>
    writeAlone(database, 'search', action).finally(revisions.forget)
  return {
    putCategories: (trees) => write((client) => replaceTrees(client, trees)),
    putProducts: (generation, products) => write((client) => writeProducts(client, generation, products)),
    sweep: (generation) => write((client) => sweepProducts(client, generation)),

    evidence: (market, question, signal) => evidenceOf(database, { market, question }, signal),
    hits: (market, query, signal) => readHits({ market, query }, signal),
    namesFrom: async (market, from, signal) => {
      const starts = await completions(names.namesFrom, { ...ofMarket(market), ...from }, signal)
      const found = firstOfEach(starts).slice(0, from.limit)
      if (found.length === 0) await revisions.of(market, signal)
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
