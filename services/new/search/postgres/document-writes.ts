import type { PoolClient } from '#contracts/process/postgres.ts'
import { jsonText } from '../../kit/json-text.ts'
import type { DocumentRow } from '../index/document-rows.map.ts'
import { editionMark } from '../index/index-keys.ts'
import { headVector, nameStarts, wordKeys } from '../index/indexed-words.ts'

/** A document with the number of its market's edition. */
export type EditionRow = DocumentRow & { readonly edition: number }

/** A document that differs from what is stored. */
export type ChangedRow = EditionRow & { readonly fingerprint: string }

/** Learns the facet values of products, so that documents can name them by number. */
export async function writeFacetValues(client: PoolClient, rows: readonly EditionRow[]): Promise<void> {
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

/** Inserts or replaces what products are found by, and what they are answered with. */
export async function writeDocuments(client: PoolClient, rows: readonly ChangedRow[]): Promise<void> {
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
  await writeNameStarts(client, rows)
}

async function writeNameStarts(client: PoolClient, rows: readonly EditionRow[]): Promise<void> {
  const keys = [rows.map(({ edition }) => edition), rows.map(({ slug }) => slug)]
  await client.query(
    `DELETE FROM search.name_start
     WHERE (edition, slug) IN (SELECT * FROM unnest($1::integer[], $2::text[]))`,
    keys,
  )
  const starts = rows.flatMap(({ edition, slug, nameWords }) =>
    nameStarts(nameWords).map((text, place) => ({ edition, slug, text, place })),
  )
  await client.query(
    `INSERT INTO search.name_start (edition, slug, text, place)
     SELECT * FROM jsonb_to_recordset($1) AS row (edition integer, slug text, text text, place smallint)`,
    [jsonText(starts)],
  )
}

const insertDocuments = `
  INSERT INTO search.document (edition, slug, name_key, name_words, name_length, price_minor, prices,
    categories, fingerprint, facets, keys, head)
  SELECT edition, slug, "nameKey", "nameWords", "nameLength", "priceMinor", prices, categories, fingerprint,
    ARRAY(
      SELECT known.id FROM jsonb_to_recordset(facets) AS facet (facet text, value text)
      JOIN search.facet_value AS known ON known.edition = row.edition AND known.facet = facet.facet
        AND known.value = facet.value
    ),
    array_to_tsvector(keys || search.category_keys(edition, categories)),
    head::tsvector
  FROM jsonb_to_recordset($1) AS row (edition integer, slug text, "nameKey" text, "nameWords" text,
    "nameLength" smallint, "priceMinor" bigint, prices bigint[], categories text[], fingerprint text,
    facets jsonb, keys text[], head text)
  ON CONFLICT (edition, slug) DO UPDATE SET name_key = excluded.name_key, name_words = excluded.name_words,
    name_length = excluded.name_length, price_minor = excluded.price_minor, prices = excluded.prices,
    categories = excluded.categories, fingerprint = excluded.fingerprint, facets = excluded.facets,
    keys = excluded.keys, head = excluded.head`
