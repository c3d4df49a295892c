// What the figures of a period need from PostgreSQL.
import type { Pool } from '#contracts/process/postgres.ts'
import type { Side } from '#contracts/sides.ts'
import type { Attempt, Cell } from './figures-of.ts'
import type { Steps } from './steps.ts'

// Durations are added up by numbers alone, the cell's and the bucket's: by text it took several times as
// long.
const cellsSql = `
  WITH chosen AS MATERIALIZED (
    SELECT *, dense_rank() OVER (ORDER BY operation, side, at)::integer AS cell
    FROM (
      SELECT operation, side, reason, status_class, requests, seconds, buckets, counts,
        date_bin($4::double precision * interval '1 s', started_at, to_timestamp(0)) AS at
      FROM kpi.windows
      WHERE span_seconds = $1 AND started_at >= to_timestamp($2) AND started_at < to_timestamp($3)
    ) AS within
  ), sums AS (
    SELECT cell, operation, side, at, sum(requests) AS requests, sum(seconds) AS seconds,
      coalesce(sum(requests) FILTER (WHERE status_class = 5), 0) AS errors,
      coalesce(sum(requests) FILTER (WHERE reason = 'fallback'), 0) AS fallbacks
    FROM chosen GROUP BY cell, operation, side, at
  ), durations AS (
    SELECT cell, bucket, sum(n::double precision) AS n
    FROM chosen, unnest(buckets, counts) AS d (bucket, n) GROUP BY cell, bucket
  ), latencies AS (
    SELECT cell, json_object_agg(bucket, n) AS latency FROM durations GROUP BY cell
  )
  SELECT operation, side, extract(epoch FROM at)::double precision * 1000 AS "atMs",
    requests::double precision, seconds, errors::double precision, fallbacks::double precision,
    coalesce(latency, '{}') AS latency
  FROM sums LEFT JOIN latencies USING (cell)`

/** What each side answered of each operation, step by step. */
export async function readCells(pool: Pool, steps: Steps): Promise<Cell[]> {
  const { rows } = await pool.query<Cell & { side: Side }>({
    name: 'cells',
    text: cellsSql,
    values: [steps.spanSeconds, steps.sinceMs / 1_000, steps.untilMs / 1_000, steps.stepSeconds],
  })
  return rows
}

const attemptsSql = `
  WITH met AS (
    SELECT journey, group_id,
      coalesce(legacy_at >= to_timestamp($1) AND legacy_at < to_timestamp($2), false) AS legacy,
      coalesce(new_at >= to_timestamp($1) AND new_at < to_timestamp($2), false) AS new,
      coalesce(new_at > legacy_at, new_at IS NOT NULL) AS latest_new
    FROM kpi.visitors WHERE greatest(legacy_at, new_at) >= to_timestamp($1)
  )
  SELECT journey, group_id AS "groupId",
    count(*) FILTER (WHERE legacy)::integer AS legacy,
    count(*) FILTER (WHERE new)::integer AS new,
    count(*)::integer AS visitors,
    count(*) FILTER (WHERE latest_new)::integer AS "latestNew"
  FROM met WHERE legacy OR new GROUP BY journey, group_id ORDER BY group_id`

/** The visitors of each attempt. */
export async function readAttempts(pool: Pool, steps: Steps): Promise<Attempt[]> {
  const { rows } = await pool.query<Attempt>({
    name: 'attempts',
    text: attemptsSql,
    values: [steps.sinceMs / 1_000, steps.untilMs / 1_000],
  })
  return rows
}
