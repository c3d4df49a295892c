// Reads of names, for suggestions.
import { namedStatement } from '../../kit/named-statement.ts'
import { editionMark } from '../index/index-keys.ts'
import { lastOfAll, ownEdition } from './word-reads.ts'

const market = ['channel', 'currency', 'locale'] as const

const startsWhere = (condition: string) => `
     (SELECT slug, text, place FROM search.name_start
      WHERE edition = own.id AND text >= {text} AND text < {text} || ${lastOfAll} AND ${condition}
      ORDER BY text, slug LIMIT {limit integer})`

/**
 * Whole names first. Walks indexes from the text on: as fast for one letter as for ten. A name in which
 * several words begin so comes once for each; the reader keeps the first.
 */
export const namesFrom = namedStatement(
  'search-names-from',
  `SELECT found.slug, (SELECT name FROM search.answer WHERE edition = own.id AND slug = found.slug) AS text
   FROM (${ownEdition}) AS own
   CROSS JOIN LATERAL (${startsWhere('place = 0')} UNION ALL ${startsWhere('place > 0')}) AS found
   ORDER BY found.place > 0, found.text, found.slug`,
  [...market, 'text', 'limit'],
)

/** Products whose keys match, those with shorter names first. */
export const namesWith = namedStatement(
  'search-names-with',
  `SELECT found.slug, (SELECT name FROM search.answer WHERE edition = own.id AND slug = found.slug) AS text
   FROM (${ownEdition}) AS own
   CROSS JOIN LATERAL (
     SELECT slug, name_words, name_length FROM search.document
     WHERE keys @@ replace({match}, '${editionMark}', own.id::text)::tsquery
     ORDER BY name_length, name_words, slug LIMIT {limit integer}
   ) AS found
   ORDER BY found.name_length, found.name_words, found.slug`,
  [...market, 'match', 'limit'],
)

/** Normalised words hold nothing that LIKE reads as a pattern. */
export const categoriesFrom = namedStatement(
  'search-categories-from',
  `SELECT slug, name AS text FROM search.category
   WHERE channel = {channel} AND locale = {locale} AND ' ' || name_words LIKE '% ' || {text} || '%'
   ORDER BY NOT starts_with(name_words, {text}), name_words, slug LIMIT {limit integer}`,
  ['channel', 'locale', 'text', 'limit'],
)
