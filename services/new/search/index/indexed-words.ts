// Which words lead to a document, where, and how heavily. Pure.
import type { DocumentRow } from './document-rows.map.ts'
import { quoted, skuKey, wordKey } from './index-keys.ts'

/** A word as one edition's vocabulary learns it. */
export type LearntWord = { readonly edition: number; readonly word: string; readonly inHead: boolean }

const headWords = (row: DocumentRow) => [...row.nameWords, ...row.traitWords, ...row.categoryWords]

/** The keys of a document's words and SKUs. */
export function wordKeys(row: DocumentRow): string[] {
  const head = headWords(row)
  const keys = [
    ...[...head, ...row.descriptionWords].map((word) => wordKey(word, 'any')),
    ...head.map((word) => wordKey(word, 'head')),
    ...row.nameWords.map((word) => wordKey(word, 'name')),
    ...row.skus.map(skuKey),
  ]
  return [...new Set(keys)]
}

/** The words that a document adds to the vocabulary. */
export function vocabularyOf(row: DocumentRow & { readonly edition: number }): LearntWord[] {
  const head = new Set(headWords(row))
  const words = new Set([...head, ...row.descriptionWords])
  return [...words].map((word) => ({ edition: row.edition, word, inHead: head.has(word) }))
}

/** The ranked words as text of a tsvector: names A, facets and options B, categories C. */
export function headVector(row: DocumentRow): string {
  const weights = new Map<string, string>()
  const weigh = (words: readonly string[], weight: string) => {
    for (const word of words) if (!weights.has(word)) weights.set(word, weight)
  }
  weigh(row.nameWords, 'A')
  weigh(row.traitWords, 'B')
  weigh(row.categoryWords, 'C')
  return [...weights].map(([word, weight]) => `${quoted(word)}:1${weight}`).join(' ')
}

/** Longest text that is completed: nobody types more before choosing. */
const longestStart = 100
/** Words of a name at which completion may begin. */
const mostStarts = 12

/** The name's words from each of them on, joined by spaces: what one may begin to type for it. */
export function nameStarts(nameWords: readonly string[]): string[] {
  return nameWords.slice(0, mostStarts).map((_, i) => nameWords.slice(i).join(' ').slice(0, longestStart))
}
