// Reads of names, for suggestions.
import { namedStatement } from '../../kit/named-statement.ts'
import { editionMark } from '../index/index-keys.ts'
import { lastOfAll, ownEdition } from './word-reads.ts'

const market = ['channel', 'currency', 'locale'] as const

/** Walks an index from the text on: as fast for one letter as for ten. */
export const namesFrom = namedStatement(
  'search-names-from',
  `SELECT found.slug, (SELECT name FROM search.answer WHERE edition = own.id AND slug = found.slug) AS text
   FROM (${ownEdition}) AS own
   CROSS JOIN LATERAL (
     SELECT slug, name_words FROM search.document
     WHERE edition = own.id AND name_words >= {text} AND name_words < {text} || ${lastOfAll}
     ORDER BY name_words, slug LIMIT {limit integer}
   ) AS found
   ORDER BY found.name_words, found.slug`,
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
