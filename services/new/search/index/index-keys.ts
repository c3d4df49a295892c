// Keys by which a document is found. One inverted index holds them all, so that words, category and SKU meet
// in it. Each begins with the edition's number: an edition's lists of hits hold no other edition's products.
import type { Field } from '../query/search-match.ts'

const marks: { readonly [F in Field]: string } = { any: ':', head: '^', name: '!' }

/** Stands for the edition's number where it is not known yet; never part of a word, SKU or slug. */
export const editionMark = '\u{E000}'

export const wordKey = (word: string, field: Field) => `${editionMark}${marks[field]}${word}`
export const skuKey = (sku: string) => `${editionMark}=${clean(sku)}`
export const categoryKey = (slug: string) => `${editionMark}@${clean(slug)}`

/** A text of others' that becomes part of a key must not hold the mark, nor what PostgreSQL cannot store. */
function clean(text: string): string {
  return text.replaceAll(/[\0\u{E000}]/gu, '\uFFFD')
}

/** A key as PostgreSQL reads it in a tsvector or tsquery. Source: PostgreSQL 17, 8.11 Text Search Types. */
export const quoted = (key: string) => `'${key.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
