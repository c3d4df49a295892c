import type { CategoryTree } from '#contracts/catalog-records.ts'
import type { PoolClient } from '#contracts/process/postgres.ts'
import { jsonText } from '../../kit/json-text.ts'
import { searchCategories } from '../index/document-rows.map.ts'

/** Replaces trees; where the way up of a category has changed, the products' category keys are made anew. */
export async function replaceTrees(client: PoolClient, trees: readonly CategoryTree[]): Promise<void> {
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
