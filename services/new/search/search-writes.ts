// Search's writes, each inside a transaction of the caller. One writer at a time: keys are derived from the trees.
import { createHash } from 'node:crypto'
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { PoolClient } from '#contracts/process/postgres.ts'
import { jsonText } from '../kit/json-text.ts'
import type { Written } from '../kit/service.ts'
import { type DocumentRow, documentRows, searchCategories } from './document-rows.map.ts'
import { editionMark } from './index-keys.ts'
import { headVector, vocabularyOf, wordKeys } from './indexed-words.ts'
import { languageOf } from './language.ts'
import { writeWords } from './word-writes.ts'

const oneWriter = `SELECT pg_advisory_xact_lock(hashtextextended('banyan search writer', 0))`

/** Raised when products are read in another way, so that the next import writes all of them again. */
const readingVersion = 1

/** Replaces trees; where the way up of a category has changed, the products' category keys are made anew. */
export async function replaceTrees(client: PoolClient, trees: readonly CategoryTree[]): Promise<void> {
  await client.query(oneWriter)
  for (const tree of trees) {
    const market = [tree.channel, tree.locale]
    const before = await lineages(client, market)
    await client.query(`DELETE FROM search.category WHERE channel = $1 AND locale = $2`, market)
    const rows = searchCategories(tree).map((row) => ({ ...row, nameWords: row.nameWords.join(' ') }))
    await client.query(
      `INSERT INTO search.category (channel, locale, slug, name, name_words, lineage)
       SELECT $1, $2, slug, name, "nameWords", lineage
       FROM jsonb_to_recordset($3) AS row (slug text, name text, "nameWords" text, lineage text[])`,
      [...market, jsonText(rows)],
    )
    if (before !== (await lineages(client, market))) await placeAnew(client, market)
  }
}

async function lineages(client: PoolClient, market: string[]): Promise<string> {
  const { rows } = await client.query(
    `SELECT slug, lineage FROM search.category WHERE channel = $1 AND locale = $2 ORDER BY slug`,
    market,
  )
  return jsonText(rows)
}

async function placeAnew(client: PoolClient, market: string[]): Promise<void> {
  await client.query(
    `UPDATE search.document SET keys = ts_delete(document.keys, ARRAY(
         SELECT lexeme FROM unnest(document.keys) WHERE starts_with(lexeme, document.edition || '@')
       )) || array_to_tsvector(search.category_keys(document.edition, document.categories))
     FROM search.edition
     WHERE edition.id = document.edition AND edition.channel = $1 AND edition.locale = $2`,
    market,
  )
  await client.query(
    `UPDATE search.edition SET revision = revision + 1 WHERE channel = $1 AND locale = $2`,
    market,
  )
}

/** Inserts or replaces products; what is as it was is not written again. */
export async function writeProducts(
  client: PoolClient,
  generation: string,
  products: readonly ProductRecord[],
): Promise<Written> {
  await client.query(oneWriter)
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
export type EditionRow = DocumentRow & { readonly edition: number }
type ChangedRow = EditionRow & { readonly fingerprint: string }

const editionKey = (row: Pick<DocumentRow, 'channel' | 'currency' | 'locale'>) =>
  `${row.channel} ${row.currency} ${row.locale}`

async function markSeen(client: PoolClient, generation: string, records: readonly ProductRecord[]) {
  await client.query(
    `INSERT INTO search.product AS product (slug, generation) SELECT slug, $1 FROM unnest($2::text[]) AS row (slug)
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
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given (channel, currency, locale, dictionary)
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

async function writeFacetValues(client: PoolClient, rows: readonly EditionRow[]): Promise<void> {
  const all = rows.flatMap(({ edition, facets }) => facets.map((facet) => ({ edition, ...facet })))
  const each = new Map(all.map((row) => [`${row.edition} ${row.facet} ${row.value}`, row]))
  await client.query(
    `INSERT INTO search.facet_value AS known (edition, facet, value, facet_name, value_name)
     SELECT * FROM jsonb_to_recordset($1) AS row (edition integer, facet text, value text, "facetName" text,
       "valueName" text)
     ON CONFLICT (edition, facet, value)
     DO UPDATE SET facet_name = excluded.facet_name, value_name = excluded.value_name
     WHERE (known.facet_name, known.value_name) <> (excluded.facet_name, excluded.value_name)`,
    [jsonText([...each.values()])],
  )
}

async function writeDocuments(client: PoolClient, rows: readonly ChangedRow[]): Promise<void> {
  const documents = rows.map((row) => ({
    ...row,
    nameWords: row.nameWords.join(' '),
    nameLength: Math.max(1, row.nameWords.length),
    keys: wordKeys(row).map((key) => key.replace(editionMark, String(row.edition))),
    head: headVector(row),
  }))
  await client.query(insertDocuments, [jsonText(documents)])
  await client.query(
    `INSERT INTO search.answer (edition, slug, summary, name)
     SELECT edition, slug, summary, name
     FROM jsonb_to_recordset($1) AS row (edition integer, slug text, summary text, name text)
     ON CONFLICT (edition, slug) DO UPDATE SET summary = excluded.summary, name = excluded.name`,
    [jsonText(rows.map(({ edition, slug, summary, name }) => ({ edition, slug, summary, name })))],
  )
}

const insertDocuments = `
  INSERT INTO search.document (edition, slug, name_key, name_words, name_length, price_minor, prices, categories,
    fingerprint, facets, keys, head)
  SELECT edition, slug, "nameKey", "nameWords", "nameLength", "priceMinor", prices, categories, fingerprint,
    ARRAY(
      SELECT known.id FROM jsonb_to_recordset(facets) AS facet (facet text, value text)
      JOIN search.facet_value AS known ON known.edition = row.edition AND known.facet = facet.facet
        AND known.value = facet.value
    ),
    array_to_tsvector(keys || search.category_keys(edition, categories)),
    head::tsvector
  FROM jsonb_to_recordset($1) AS row (edition integer, slug text, "nameKey" text, "nameWords" text,
    "nameLength" smallint, "priceMinor" bigint, prices bigint[], categories text[], fingerprint text, facets jsonb,
    keys text[], head text)
  ON CONFLICT (edition, slug) DO UPDATE SET name_key = excluded.name_key, name_words = excluded.name_words,
    name_length = excluded.name_length, price_minor = excluded.price_minor, prices = excluded.prices,
    categories = excluded.categories, fingerprint = excluded.fingerprint, facets = excluded.facets,
    keys = excluded.keys, head = excluded.head`

/** Removes what an import did not meet, and the words that no product uses any more. */
export async function sweepProducts(client: PoolClient, generation: string): Promise<{ removed: number }> {
  await client.query(oneWriter)
  const seen = await client.query(`SELECT 1 FROM search.product WHERE generation = $1 LIMIT 1`, [generation])
  if (seen.rows.length === 0) {
    throw new BanyanError('conflict', { detail: 'Nothing was written under this generation' })
  }
  const { rowCount } = await client.query(`DELETE FROM search.product WHERE generation <> $1`, [generation])
  if (rowCount) await client.query(`UPDATE search.edition SET revision = revision + 1`)
  await client.query(
    `DELETE FROM search.word WHERE NOT EXISTS (
       SELECT FROM search.document WHERE document.keys @@ format('''%s:%s''', word.edition, word.word)::tsquery)`,
  )
  return { removed: rowCount ?? 0 }
}
