import type { PoolClient } from '#contracts/process/postgres.ts'
import type { Database } from '../kit/database.ts'
import { type JsonText, storedText } from '../kit/json-text.ts'
import { notImported } from '../kit/not-imported.ts'
import { type Done, writeAlone } from '../kit/one-writer.ts'
import * as sql from './catalog-reads.ts'
import type { CatalogStore, Market, Paging } from './catalog-store.ts'
import { replaceTrees, sweepProducts, writeProducts } from './catalog-writes.ts'

type Text = { text: string }

/** The catalogue in PostgreSQL, schema `catalog`. */
export function createPostgresCatalogStore(database: Database): CatalogStore {
  const first = async (statement: { name: string; text: string }, values: unknown[], signal: AbortSignal) =>
    (await database.read<Text>(statement, values, signal))[0]?.text

  const write = <T extends Done>(action: (client: PoolClient) => Promise<T>) =>
    writeAlone(database, 'catalog', action)
  return {
    putCategories: (trees) => write((client) => replaceTrees(client, trees)),
    putProducts: (generation, products) => write((client) => writeProducts(client, generation, products)),
    sweep: (generation) => write((client) => sweepProducts(client, generation)),

    tree: async ({ channel, locale }, signal) => {
      const text = await first(sql.tree, [channel, locale], signal)
      if (text === undefined) throw notImported()
      return storedText(text)
    },
    category: async ({ channel, locale }, slug, signal) => {
      const text = await first(sql.category, [channel, locale, slug], signal)
      if (text !== undefined) return storedText(text)
      if ((await first(sql.tree, [channel, locale], signal)) === undefined) throw notImported()
      return null
    },
    product: async (market, { by, key }, signal) => {
      const statement = by === 'sku' ? sql.productBySku : sql.productBySlug
      const text = await first(statement, [...keysOf(market), key], signal)
      if (text !== undefined) return storedText(text)
      await mustBeImported(database, market, signal)
      return null
    },
    page: (market, paging, signal) => readPage(database, { market, paging }, signal),
  }
}

const keysOf = ({ channel, currency, locale }: Market) => [channel, currency, locale]

async function mustBeImported(database: Database, market: Market, signal: AbortSignal): Promise<void> {
  const rows = await database.read(sql.imported, keysOf(market), signal)
  if (rows.length === 0) throw notImported()
}

async function readPage(
  database: Database,
  { market, paging }: { market: Market; paging: Paging },
  signal: AbortSignal,
) {
  const { category, page, pageSize, sort } = paging
  const values = [...keysOf(market), category ?? '', pageSize, (page - 1) * pageSize]
  const rows = await database.read<{ total: number; summary: JsonText<never> | null }>(
    sql.pages[sort],
    values,
    signal,
  )
  const total = rows[0]?.total ?? 0
  if (total === 0) {
    await mustBeImported(database, market, signal)
    const known = category === null || (await isCategory(database, { market, category }, signal))
    if (!known) return null
  }
  return { items: rows.flatMap(({ summary }) => summary ?? []), total }
}

async function isCategory(
  database: Database,
  { market, category }: { market: Market; category: string },
  signal: AbortSignal,
): Promise<boolean> {
  return (await database.read(sql.category, [market.channel, market.locale, category], signal)).length > 0
}
