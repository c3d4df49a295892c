// The catalogue's writes, each inside a transaction of the caller.
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { PoolClient } from '#contracts/process/postgres.ts'
import { jsonText } from '../kit/json-text.ts'
import type { Written } from '../kit/service.ts'
import { type AnswerRow, answerRows, categoryRows, latestOfEach } from './catalog-rows.map.ts'

/**
 * Replaces trees; where the way up of a category has changed, the lists of that channel and locale are made
 * anew.
 */
export async function replaceTrees(client: PoolClient, trees: readonly CategoryTree[]): Promise<void> {
  for (const tree of trees) {
    const { channel, locale } = tree
    const before = await lineagesIn(client, channel, locale)
    await client.query(`DELETE FROM catalog.tree WHERE channel = $1 AND locale = $2`, [channel, locale])
    await client.query(`INSERT INTO catalog.tree VALUES ($1, $2, $3)`, [channel, locale, jsonText(tree.tree)])
    await client.query(
      `INSERT INTO catalog.category SELECT $1, $2, slug, body, lineage
       FROM jsonb_to_recordset($3) AS row (slug text, body text, lineage text[])`,
      [channel, locale, jsonText(categoryRows(tree))],
    )
    if (before !== (await lineagesIn(client, channel, locale))) await relistMarkets(client, channel, locale)
  }
}

async function lineagesIn(client: PoolClient, channel: string, locale: string): Promise<string> {
  const { rows } = await client.query<{ slug: string; lineage: string[] }>(
    `SELECT slug, lineage FROM catalog.category WHERE channel = $1 AND locale = $2 ORDER BY slug`,
    [channel, locale],
  )
  return jsonText(rows)
}

/** Inserts or replaces products; what is as it was is not written again. */
export async function writeProducts(
  client: PoolClient,
  generation: string,
  products: readonly ProductRecord[],
): Promise<Written> {
  const records = latestOfEach(products)
  const rows = records.flatMap(answerRows)
  await markSeen(client, generation, records)
  await addEditions(client, rows)
  const withdrawn = await removeOtherEditions(client, rows)
  const changed = await upsertAnswers(client, rows)
  await replaceSkus(client, changed, rows)
  await relist(client, changed)
  return {
    received: products.length,
    changed: new Set([...withdrawn, ...changed].map(({ slug }) => slug)).size,
  }
}

async function markSeen(client: PoolClient, generation: string, records: readonly ProductRecord[]) {
  await client.query(
    `INSERT INTO catalog.product AS product (slug, updated_at, generation)
     SELECT slug, updated_at, $1 FROM unnest($2::text[], $3::timestamptz[]) AS row (slug, updated_at)
     ON CONFLICT (slug) DO UPDATE SET updated_at = excluded.updated_at, generation = excluded.generation
     WHERE (product.updated_at, product.generation) <> (excluded.updated_at, excluded.generation)`,
    [generation, records.map(({ slug }) => slug), records.map(({ updatedAt }) => updatedAt)],
  )
}

async function addEditions(client: PoolClient, rows: readonly AnswerRow[]): Promise<void> {
  await client.query(
    `INSERT INTO catalog.edition (channel, currency, locale)
     SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[])
     EXCEPT SELECT channel, currency, locale FROM catalog.edition`,
    [rows.map((row) => row.channel), rows.map((row) => row.currency), rows.map((row) => row.locale)],
  )
}

type Changed = { readonly edition: number; readonly slug: string }

const given = `unnest($1::text[], $2::text[], $3::text[], $4::text[])
  AS given (channel, currency, locale, slug)`

const keys = (rows: readonly AnswerRow[]) => [
  rows.map((row) => row.channel),
  rows.map((row) => row.currency),
  rows.map((row) => row.locale),
  rows.map((row) => row.slug),
]

/** A market that no longer sells a product is not in the record any more. */
async function removeOtherEditions(client: PoolClient, rows: readonly AnswerRow[]): Promise<Changed[]> {
  const removed = await client.query<Changed>(
    `DELETE FROM catalog.answer WHERE slug = ANY ($4) AND (edition, slug) NOT IN (
       SELECT edition.id, given.slug FROM ${given} JOIN catalog.edition USING (channel, currency, locale)
     ) RETURNING edition, slug`,
    keys(rows),
  )
  return removed.rows
}

async function upsertAnswers(client: PoolClient, rows: readonly AnswerRow[]): Promise<Changed[]> {
  const changed = await client.query<Changed>(
    `INSERT INTO catalog.answer AS answer (edition, slug, body, summary, name_key, price_minor, categories)
     SELECT edition.id, given.slug, body, summary, "nameKey", "priceMinor", categories
     FROM jsonb_to_recordset($1) AS given (channel text, currency text, locale text, slug text, body text,
       summary text, "nameKey" text, "priceMinor" bigint, categories text[])
     JOIN catalog.edition USING (channel, currency, locale)
     ON CONFLICT (edition, slug) DO UPDATE SET body = excluded.body, summary = excluded.summary,
       name_key = excluded.name_key, price_minor = excluded.price_minor, categories = excluded.categories
     WHERE answer.body <> excluded.body
     RETURNING edition, slug`,
    [jsonText(rows)],
  )
  return changed.rows
}

const changedRows = `unnest($1::integer[], $2::text[]) AS changed (edition, slug)`
const changedKeys = (changed: readonly Changed[]) => [
  changed.map(({ edition }) => edition),
  changed.map(({ slug }) => slug),
]

async function replaceSkus(
  client: PoolClient,
  changed: readonly Changed[],
  rows: readonly AnswerRow[],
): Promise<void> {
  await client.query(
    `DELETE FROM catalog.sku WHERE (edition, slug) IN (SELECT * FROM ${changedRows})`,
    changedKeys(changed),
  )
  const skus = rows.flatMap(({ channel, currency, locale, slug, skus }) =>
    skus.map((sku) => ({ channel, currency, locale, slug, sku })),
  )
  await client.query(
    `INSERT INTO catalog.sku (edition, sku, slug)
     SELECT edition.id, given.sku, given.slug
     FROM jsonb_to_recordset($3) AS given (channel text, currency text, locale text, slug text, sku text)
     JOIN catalog.edition USING (channel, currency, locale)
     WHERE (edition.id, given.slug) IN (SELECT * FROM ${changedRows})`,
    [...changedKeys(changed), jsonText(skus)],
  )
}

/** The lists that a product stands in: all, its categories, and those above them. */
const listingOf = `
  INSERT INTO catalog.listing (edition, category, slug, name_key, price_minor)
  SELECT answer.edition, place.category, answer.slug, answer.name_key, answer.price_minor
  FROM catalog.answer
  JOIN catalog.edition ON edition.id = answer.edition
  CROSS JOIN LATERAL (
    SELECT '' UNION SELECT unnest(coalesce(category.lineage, ARRAY[direct.slug]))
    FROM unnest(answer.categories) AS direct (slug)
    LEFT JOIN catalog.category ON category.channel = edition.channel AND category.locale = edition.locale
      AND category.slug = direct.slug
  ) AS place (category)`

async function relist(client: PoolClient, changed: readonly Changed[]): Promise<void> {
  const values = changedKeys(changed)
  const those = `(edition, slug) IN (SELECT * FROM ${changedRows})`
  await client.query(`DELETE FROM catalog.listing WHERE ${those}`, values)
  await client.query(
    `${listingOf} WHERE (answer.edition, answer.slug) IN (SELECT * FROM ${changedRows})`,
    values,
  )
}

async function relistMarkets(client: PoolClient, channel: string, locale: string): Promise<void> {
  const values = [channel, locale]
  const those = `SELECT id FROM catalog.edition WHERE channel = $1 AND locale = $2`
  await client.query(`DELETE FROM catalog.listing WHERE edition IN (${those})`, values)
  await client.query(`${listingOf} WHERE answer.edition IN (${those})`, values)
}

/** Removes what an import did not meet. */
export async function sweepProducts(client: PoolClient, generation: string): Promise<{ removed: number }> {
  const seen = await client.query(`SELECT 1 FROM catalog.product WHERE generation = $1 LIMIT 1`, [generation])
  if (seen.rows.length === 0) {
    throw new BanyanError('conflict', { detail: 'Nothing was written under this generation' })
  }
  const { rowCount } = await client.query(`DELETE FROM catalog.product WHERE generation <> $1`, [generation])
  return { removed: rowCount ?? 0 }
}
