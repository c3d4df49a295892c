import type { Database } from '../../kit/database.ts'
import { notImported } from '../../kit/not-imported.ts'
import { deletionVariants } from '../query/deletion-variants.ts'
import { type Evidence, isUnexplained, type KnownWord, type WordEvidence } from '../query/search-plan.ts'
import type { Market, Question } from '../search-store.ts'
import { tsqueryOf } from './tsquery-of.ts'
import * as reads from './word-reads.ts'

type Asked = { readonly market: Market; readonly question: Question }

type Row = {
  word: string | null
  stop: boolean
  kin: KnownWord[] | null
  compounds: KnownWord[] | null
  begins: boolean
  pieces: string[] | null
  isSku: boolean
  beginsSku: boolean
}

/**
 * What the vocabulary knows of the words typed; misspellings are looked for only where a word explains
 * nothing.
 */
export async function evidenceOf(database: Database, asked: Asked, signal: AbortSignal): Promise<Evidence> {
  const { market, question } = asked
  const { statement, values } = reads.evidence
  const sku = (prefix: boolean) => tsqueryOf({ kind: 'sku', sku: question.sku, prefix })
  const given = { ...ofMarket(market), ...question, sku: sku(false), skuBeginning: sku(true) }
  const rows = await database.read<Row>(statement, values(given), signal)
  const [first] = rows
  if (first === undefined) throw notImported()
  const pieces = new Set(first.pieces ?? [])
  const words: WordEvidence[] = []
  for (const row of rows) {
    if (row.word === null) continue
    const known = wordEvidence(row.word, row)
    const isLast = words.length === question.words.length - 1
    if (!isUnexplained(known, isLast, pieces)) words.push(known)
    else
      words.push({ ...known, near: await nearWords(database, { market, word: known.word, isLast }, signal) })
  }
  return { sku: { text: question.sku, known: skuKnown(first) }, words, pieces }
}

const ofMarket = ({ channel, currency, locale }: Market) => ({ channel, currency, locale })

function skuKnown({ isSku, beginsSku }: Row): Evidence['sku']['known'] {
  if (isSku) return 'whole'
  return beginsSku ? 'beginning' : 'no'
}

function wordEvidence(word: string, row: Row): WordEvidence {
  return {
    word,
    stop: row.stop,
    kin: row.kin ?? [],
    compounds: row.compounds ?? [],
    begins: row.begins,
    near: [],
  }
}

type Misspelled = { readonly market: Market; readonly word: string; readonly isLast: boolean }

/** Letters of an unfinished word that are taken to be right. */
const rightLetters = 2

async function nearWords(
  database: Database,
  { market, word, isLast }: Misspelled,
  signal: AbortSignal,
): Promise<KnownWord[]> {
  const variants = deletionVariants(word)
  if (variants.length === 0) return []
  const { statement, values } = reads.near
  const beginning = isLast ? word.slice(0, rightLetters) : null
  return database.read<KnownWord>(statement, values({ ...ofMarket(market), variants, beginning }), signal)
}
