import type { PoolClient } from '#contracts/process/postgres.ts'
import { jsonText } from '../../kit/json-text.ts'
import type { LearntWord } from '../index/indexed-words.ts'
import { deletionVariants } from '../query/deletion-variants.ts'

/** Adds words to the vocabulary; a known one may only rise into the head. */
export async function writeWords(client: PoolClient, learnt: readonly LearntWord[]): Promise<void> {
  const words = merged(learnt)
  const { rows } = await client.query<LearntWord>(
    `SELECT edition, word, in_head AS "inHead" FROM search.word
     JOIN unnest($1::integer[], $2::text[]) AS given (edition, word) USING (edition, word)`,
    [words.map(({ edition }) => edition), words.map(({ word }) => word)],
  )
  const known = new Map(rows.map((row) => [keyOf(row), row.inHead]))
  const risen = words.filter((word) => word.inHead && known.get(keyOf(word)) === false)
  await client.query(
    `UPDATE search.word SET in_head = true
     WHERE (edition, word) IN (SELECT * FROM unnest($1::integer[], $2::text[]))`,
    [risen.map(({ edition }) => edition), risen.map(({ word }) => word)],
  )
  await addWords(
    client,
    words.filter((word) => !known.has(keyOf(word))),
  )
}

const keyOf = ({ edition, word }: LearntWord) => `${edition} ${word}`

function merged(learnt: readonly LearntWord[]): LearntWord[] {
  const words = new Map<string, LearntWord>()
  for (const word of learnt) if (word.inHead || !words.has(keyOf(word))) words.set(keyOf(word), word)
  return [...words.values()]
}

async function addWords(client: PoolClient, words: readonly LearntWord[]): Promise<void> {
  const rows = words.map((row) => ({
    ...row,
    variants: deletionVariants(row.word).map((variant) => `${row.edition}:${variant}`),
  }))
  await client.query(
    `INSERT INTO search.word (edition, word, stem, in_head, variants)
     SELECT row.edition, row.word,
       coalesce((ts_lexize(edition.dictionary::regdictionary, row.word))[1], row.word),
       row."inHead", row.variants
     FROM jsonb_to_recordset($1) AS row (edition integer, word text, "inHead" boolean, variants text[])
     JOIN search.edition ON edition.id = row.edition`,
    [jsonText(rows)],
  )
}
