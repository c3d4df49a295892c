// The statement that finds, counts and orders hits in one go: one prepared variant for each kind of query.
import { type NamedStatement, namedStatement } from '../../kit/named-statement.ts'
import { editionMark } from '../index/index-keys.ts'
import type { HitQuery } from '../search-store.ts'
import { ownEdition } from './word-reads.ts'

/** What makes one query's statement differ from another's. */
export type HitShape = {
  readonly sort: HitQuery['sort']
  readonly matched: boolean
  readonly ranked: boolean
  /** Whether hits may answer a part of the text only. */
  readonly partial: boolean
  /** How many facets are narrowed. */
  readonly narrowed: number
  readonly priced: boolean
  /** Whether total and facets are wanted beside the page. */
  readonly counted: boolean
}

const parameters = [
  ...[
    'channel',
    'currency',
    'locale',
    'match',
    'typed',
    'groups',
    'strict',
    'loose',
    'inName',
    'heads',
    'parts',
  ],
  ...['facets', 'priceMin', 'priceMax', 'pageSize', 'offset'],
] as const

const statements = new Map<string, NamedStatement<string>>()

/** The statement for a shape; made once. */
export function hitStatement(shape: HitShape): NamedStatement<string> {
  const { sort, narrowed, ...switches } = shape
  const on = Object.entries(switches).filter(([, is]) => is)
  const name = ['search-hits', sort, narrowed, ...on.map(([what]) => what)].join('-')
  const statement = statements.get(name) ?? namedStatement(name, textOf(shape), parameters)
  statements.set(name, statement)
  return statement
}

/** Weights of the tsvector's classes D, C, B, A. */
const weights = `'{0, 0.2, 0.4, 1}'::real[]`

/**
 * How well a document answers: its name is just this > its name says it all > what it is (last word) is this.
 */
function scoreOf({ ranked, partial }: HitShape): string {
  if (!ranked) return '0::real'
  const parts = `2 * (SELECT count(*) FROM unnest({parts text[]}) AS part
    WHERE document.keys @@ replace(part, '${editionMark}', document.edition::text)::tsquery)`
  return `(
    CASE WHEN name_words = {typed} THEN 4 ELSE 0 END
    + CASE WHEN head @@ {inName tsquery} THEN 1 + 2.0 * {groups integer} / name_length ELSE 0 END
    + CASE WHEN split_part(name_words, ' ', -1) = ANY ({heads text[]}) THEN 0.5 ELSE 0 END
    + ts_rank(${weights}, head, {strict tsquery}) + 0.3 * ts_rank(${weights}, head, {loose tsquery})
    ${partial ? `+ ${parts}` : ''}
  )::real`
}

const orders: { readonly [Sort in HitQuery['sort']]: string } = {
  relevance: 'score DESC, slug',
  name: 'name_key, slug',
  '-name': 'name_key DESC, slug',
  price: 'price_minor, slug',
  '-price': 'price_minor DESC, slug',
}

/** The chosen values of each facet by number; a facet of which no value is known lets nothing through. */
const chosen = `chosen AS MATERIALIZED (
  SELECT choice.place, choice.code, ARRAY(
    SELECT id FROM search.facet_value AS known
    WHERE known.edition = (SELECT id FROM own)
      AND known.facet = choice.code AND known.value = ANY (choice.values)
  ) AS ids
  FROM jsonb_to_recordset({facets jsonb}) AS choice (place integer, code text, values text[])
),`

const places = (narrowed: number) => Array.from({ length: narrowed }, (_, place) => place)
const isMissed = (place: number) => `NOT document.facets && (SELECT ids FROM chosen WHERE place = ${place})`

/** How many facets stand in a document's way, and the first of them. */
function missedOf(narrowed: number): string {
  if (narrowed === 0) return '0 AS misses'
  const misses = places(narrowed).map((place) => `(${isMissed(place)})::integer`)
  const first = places(narrowed).map(
    (place) => `WHEN ${isMissed(place)} THEN (SELECT code FROM chosen WHERE place = ${place})`,
  )
  return `${misses.join(' + ')} AS misses, CASE ${first.join(' ')} END AS missed`
}

const byMatch = `keys @@ (SELECT replace({match}, '${editionMark}', id::text)::tsquery FROM own)`
const byEdition = `document.edition = (SELECT id FROM own)`
const byPrice = `EXISTS (
  SELECT FROM unnest(prices) AS price WHERE price BETWEEN {priceMin bigint} AND {priceMax bigint})`

/** How many hits have each facet value. */
const countOfHits = `
  SELECT id, count(*)::integer AS n FROM hit CROSS JOIN unnest(facets) AS value (id) GROUP BY id`

/** A narrowed facet counts what would be hits without its own narrowing: so a second value can be chosen. */
const countBesideHits = `
  SELECT id, sum(part.n)::integer AS n
  FROM (
    SELECT id, missed, count(*) AS n FROM hit CROSS JOIN unnest(facets) AS value (id)
    WHERE misses <= 1 GROUP BY id, missed
  ) AS part
  JOIN search.facet_value AS known USING (id)
  WHERE part.missed IS NULL OR part.missed = known.facet
  GROUP BY id`

/**
 * One look-up each: a join would be planned without knowing how short the page is, and read the whole table.
 */
const summary = `(SELECT summary FROM search.answer WHERE edition = own.id AND slug = page.slug)`

function textOf(shape: HitShape): string {
  const { sort, matched, narrowed, priced, counted } = shape
  const order = shape.ranked || sort !== 'relevance' ? orders[sort] : 'slug'
  return `
WITH own AS MATERIALIZED (${ownEdition}),
${narrowed > 0 ? chosen : ''}
hit AS ${counted ? 'MATERIALIZED' : 'NOT MATERIALIZED'} (
  SELECT slug, name_key, price_minor, facets, ${scoreOf(shape)} AS score,
    ${missedOf(narrowed)}
  FROM search.document
  WHERE ${matched ? byMatch : byEdition} ${priced ? `AND ${byPrice}` : ''}
),
page AS (
  SELECT * FROM hit WHERE misses = 0 ORDER BY ${order} LIMIT {pageSize integer} OFFSET {offset bigint}
)
${counted ? facetsOf(narrowed > 0) : ''}
SELECT
  ${counted ? countsOf : ''}
  (SELECT '[' || coalesce(string_agg(${summary}, ',' ORDER BY ${order}), '') || ']' FROM page) AS items
FROM own`
}

const facetsOf = (narrowed: boolean) => `,
facet AS (
  SELECT facet AS code,
    '{"code":' || to_json(facet) || ',"name":' || to_json(min(facet_name)) || ',"values":[' || string_agg(
      '{"code":' || to_json(value) || ',"name":' || to_json(value_name) || ',"count":' || n || '}',
      ',' ORDER BY n DESC, value
    ) || ']}' AS body
  FROM (${narrowed ? countBesideHits : countOfHits}) AS counted
  JOIN search.facet_value AS known USING (id) GROUP BY facet
)`

const countsOf = `
  (SELECT count(*)::integer FROM hit WHERE misses = 0) AS total,
  (SELECT '[' || coalesce(string_agg(body, ',' ORDER BY code), '') || ']' FROM facet) AS facets,`
