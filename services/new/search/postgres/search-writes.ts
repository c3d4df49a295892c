// Search's writes of products, each inside a transaction of the caller.
import { createHash } from 'node:crypto'
import type { ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { PoolClient } from '#contracts/process/postgres.ts'
import { jsonText } from '../../kit/json-text.ts'
import type { Written } from '../../kit/service.ts'
import { type DocumentRow, documentRows } from '../index/document-rows.map.ts'
import { vocabularyOf } from '../index/indexed-words.ts'
import { languageOf } from '../query/language.ts'
import { type ChangedRow, type EditionRow, writeDocuments, writeFacetValues } from './document-writes.ts'
import { writeWords } from './word-writes.ts'

/** Raised when products are read in another way, so that the next import writes all of them again. */
const readingVersion = 1

/** Inserts or replaces products; what is as it was is not written again. */
export async function writeProducts(
  client: PoolClient,
  generation: string,
  products: readonly ProductRecord[],
): Promise<Written> {
  const records = [...new Map(products.map((product) => [product.slug, product])).values()]
  await markSeen(client, generation, records)
  const editions = await editionsOf(client, records)
  const given = records.flatMap((record) =>
    documentRows(record).map((row) => ({ ...row, edition: editions.get(editionKey(row)) ?? 0 })),
  )
  const withdrawn = await removeOtherEditions(client, given)
  const changed = await onlyChanged(client, given)
  await writeFacetValues(client, changed)
  await writeWords(client, changed.flatMap(vocabularyOf))
  await writeDocuments(client, changed)
  await raiseRevisions(client, [...withdrawn, ...changed])
  return {
    received: products.length,
    changed: new Set([...withdrawn, ...changed].map(({ slug }) => slug)).size,
  }
}

type Key = { readonly edition: number; readonly slug: string }

const editionKey = (row: Pick<DocumentRow, 'channel' | 'currency' | 'locale'>) =>
  `${row.channel} ${row.currency} ${row.locale}`

async function markSeen(client: PoolClient, generation: string, records: readonly ProductRecord[]) {
  await client.query(
    `INSERT INTO search.product AS product (slug, generation)
     SELECT slug, $1 FROM unnest($2::text[]) AS row (slug)
     ON CONFLICT (slug) DO UPDATE SET generation = excluded.generation
     WHERE product.generation <> excluded.generation`,
    [generation, records.map(({ slug }) => slug)],
  )
}

async function editionsOf(
  client: PoolClient,
  records: readonly ProductRecord[],
): Promise<Map<string, number>> {
  const all = new Map(
    records.flatMap(({ editions }) => editions).map((edition) => [editionKey(edition), edition]),
  )
  const markets = [...all.values()]
  await client.query(
    `INSERT INTO search.edition (channel, currency, locale, dictionary)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
       AS given (channel, currency, locale, dictionary)
     WHERE NOT EXISTS (SELECT FROM search.edition AS known
       WHERE (known.channel, known.currency, known.locale) = (given.channel, given.currency, given.locale))`,
    [
      markets.map(({ channel }) => channel),
      markets.map(({ currency }) => currency),
      markets.map(({ locale }) => locale),
      markets.map(({ locale }) => languageOf(locale).dictionary),
    ],
  )
  const { rows } = await client.query(`SELECT id, channel, currency, locale FROM search.edition`)
  return new Map(rows.map((row) => [editionKey(row), row.id]))
}

/** A market that no longer sells a product is not in the record any more. */
async function removeOtherEditions(client: PoolClient, given: readonly EditionRow[]): Promise<Key[]> {
  const { rows } = await client.query<Key>(
    `DELETE FROM search.document WHERE slug = ANY ($2)
       AND (edition, slug) NOT IN (SELECT * FROM unnest($1::integer[], $2::text[])) RETURNING edition, slug`,
    keysOf(given),
  )
  return rows
}

async function raiseRevisions(client: PoolClient, changed: readonly Key[]): Promise<void> {
  await client.query(`UPDATE search.edition SET revision = revision + 1 WHERE id = ANY ($1)`, [
    [...new Set(changed.map(({ edition }) => edition))],
  ])
}

const keysOf = (rows: readonly EditionRow[]) => [
  rows.map(({ edition }) => edition),
  rows.map(({ slug }) => slug),
]

async function onlyChanged(client: PoolClient, given: readonly EditionRow[]): Promise<ChangedRow[]> {
  const rows = given.map((row) => ({ ...row, fingerprint: fingerprint(row) }))
  const { rows: same } = await client.query<Key>(
    `SELECT edition, slug FROM search.document
     JOIN unnest($1::integer[], $2::text[], $3::text[]) AS given (edition, slug, fingerprint)
       USING (edition, slug, fingerprint)`,
    [...keysOf(rows), rows.map((row) => row.fingerprint)],
  )
  const known = new Set(same.map(({ edition, slug }) => `${edition} ${slug}`))
  return rows.filter(({ edition, slug }) => !known.has(`${edition} ${slug}`))
}

function fingerprint(row: DocumentRow): string {
  return createHash('sha256')
    .update(`${readingVersion} ${jsonText(row)}`)
    .digest('base64url')
}

/** Removes what an import did not meet, and the words that no product uses any more. */
export async function sweepProducts(client: PoolClient, generation: string): Promise<{ removed: number }> {
  const seen = await client.query(`SELECT 1 FROM search.product WHERE generation = $1 LIMIT 1`, [generation])
  if (seen.rows.length === 0) {
    throw new BanyanError('conflict', { detail: 'Nothing was written under this generation' })
  }
  const { rowCount } = await client.query(`DELETE FROM search.product WHERE generation <> $1`, [generation])
  if (rowCount) await client.query(`UPDATE search.edition SET revision = revision + 1`)
  await client.query(
    `DELETE FROM search.word WHERE NOT EXISTS (
       SELECT FROM search.document
       WHERE document.keys @@ format('''%s:%s''', word.edition, word.word)::tsquery)`,
  )
  return { removed: rowCount ?? 0 }
}
