// What the vocabulary is asked, as prepared statements.
import { namedStatement } from '../../kit/named-statement.ts'
import { editionMark } from '../index/index-keys.ts'

const market = ['channel', 'currency', 'locale'] as const

/** The edition of a market. */
export const ownEdition = `SELECT id, dictionary FROM search.edition
  WHERE channel = {channel} AND currency = {currency} AND locale = {locale}`

const knownWords = `json_agg(json_build_object('word', word, 'stem', stem, 'inHead', in_head))`

/** Sorts behind every text that begins as another does. */
export const lastOfAll = `chr(1114111)`

const mostCompounds = 50

/** A word can end as another while their stems do not: "ball" and "football" (footbal). */
const endingAs = (part: 'stem' | 'word') => `(
  SELECT word, stem, in_head FROM search.word AS known
  WHERE known.edition = typed.id AND known.in_head AND length(typed.${part}) > 3
    AND reverse(known.${part}) COLLATE "C" > reverse(typed.${part})
    AND reverse(known.${part}) COLLATE "C" < reverse(typed.${part}) || ${lastOfAll}
  LIMIT ${mostCompounds})`

const bySku = (query: string) => `EXISTS (SELECT FROM search.document
  WHERE keys @@ replace({${query}}, '${editionMark}', typed.id::text)::tsquery)`

/** One row per word, one with null where there are no words, none for an unknown market. */
export const evidence = namedStatement(
  'search-evidence',
  `WITH own AS MATERIALIZED (${ownEdition}),
   typed AS (
     SELECT own.id, given.word, given.place, lexized.stems,
       coalesce(lexized.stems[1], given.word) COLLATE "C" AS stem
     FROM own LEFT JOIN unnest({words text[]}) WITH ORDINALITY AS given (word, place) ON true
     LEFT JOIN LATERAL (
       SELECT ts_lexize(own.dictionary::regdictionary, given.word) AS stems
     ) AS lexized ON true
   )
   SELECT typed.word, coalesce(typed.stems = '{}', false) AS stop,
     (SELECT ${knownWords} FROM search.word AS known
       WHERE known.edition = typed.id AND known.stem = typed.stem) AS kin,
     (SELECT ${knownWords} FROM (${endingAs('stem')} UNION ${endingAs('word')}) AS longer) AS compounds,
     EXISTS (SELECT FROM search.word AS known WHERE known.edition = typed.id
       AND known.word >= typed.word AND known.word < typed.word || ${lastOfAll}) AS begins,
     (SELECT array_agg(word) FROM search.word AS known
       WHERE known.edition = typed.id AND known.in_head AND known.word = ANY ({pieces text[]})) AS pieces,
     ${bySku('sku')} AS "isSku",
     ${bySku('skuBeginning')} AS "beginsSku"
   FROM typed ORDER BY typed.place`,
  [...market, 'words', 'pieces', 'sku', 'skuBeginning'],
)

/**
 * Words that a misspelled one may mean, and their kin; `beginning` is null where only whole words are meant.
 */
export const near = namedStatement(
  'search-near',
  `WITH own AS MATERIALIZED (${ownEdition}),
   candidate AS (
     SELECT stem FROM search.word
     WHERE variants && (
       SELECT array_agg(own.id || ':' || variant) FROM own, unnest({variants text[]}) AS variant)
     UNION
     (SELECT stem FROM search.word
      WHERE edition = (SELECT id FROM own)
        AND word >= {beginning text} AND word < {beginning text} || ${lastOfAll}
      LIMIT 500)
   )
   SELECT kin.word, kin.stem, kin.in_head AS "inHead" FROM search.word AS kin
   WHERE kin.edition = (SELECT id FROM own) AND kin.stem = ANY (ARRAY(SELECT stem FROM candidate))
   LIMIT 1000`,
  [...market, 'variants', 'beginning'],
)

/** What the market's data are at; no row for an unknown market. */
export const revision = namedStatement(
  'search-revision',
  `SELECT revision FROM search.edition
   WHERE channel = {channel} AND currency = {currency} AND locale = {locale}`,
  market,
)
