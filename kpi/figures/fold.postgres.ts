// How folded rows get into PostgreSQL: each statement one round trip, whatever the number of rows.
import type { PoolClient } from '#contracts/process/postgres.ts'
import type { VisitorRow } from './fold-exposures.ts'
import type { WindowRow } from './fold-summaries.ts'

/** Remembers ids of summaries. @returns those that are seen for the first time */
export async function claimSummaries(
  client: PoolClient,
  ids: readonly string[],
  nowMs: number,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await client.query<{ event_id: string }>(
    `INSERT INTO kpi.folded (event_id, folded_at) SELECT unnest($1::text[]), to_timestamp($2)
     ON CONFLICT DO NOTHING RETURNING event_id`,
    [[...ids].sort(), nowMs / 1_000],
  )
  return new Set(rows.map((row) => row.event_id))
}

const addWindowsSql = `
  INSERT INTO kpi.windows AS held
    (span_seconds, started_at, operation, side, reason, status_class, requests, seconds, buckets, counts)
  SELECT span_seconds, started_at, operation, side, reason, status_class, requests, seconds, buckets, counts
  FROM json_to_recordset($1) AS added (
    span_seconds integer, started_at timestamptz, operation text, side text, reason text,
    status_class smallint, requests bigint, seconds double precision, buckets integer[], counts bigint[])
  ON CONFLICT (span_seconds, started_at, operation, side, reason, status_class) DO UPDATE SET
    requests = held.requests + excluded.requests,
    seconds = held.seconds + excluded.seconds,
    (buckets, counts) = (
      SELECT coalesce(array_agg(bucket ORDER BY bucket), '{}'), coalesce(array_agg(n ORDER BY bucket), '{}')
      FROM (
        SELECT bucket, sum(n)::bigint AS n
        FROM (
          SELECT * FROM unnest(held.buckets, held.counts) AS a (bucket, n)
          UNION ALL
          SELECT * FROM unnest(excluded.buckets, excluded.counts) AS b (bucket, n)
        ) AS both_of_them
        GROUP BY bucket
      ) AS merged)`

/** Adds rows to the windows that are there. */
export async function addWindows(client: PoolClient, rows: readonly WindowRow[]): Promise<void> {
  if (rows.length === 0) return
  const added = rows.map((row) => ({
    span_seconds: row.spanSeconds,
    started_at: new Date(row.startMs).toISOString(),
    operation: row.operation,
    side: row.side,
    reason: row.reason,
    status_class: row.statusClass,
    requests: row.requests,
    seconds: row.seconds,
    buckets: [...row.latency.keys()].map(Number),
    counts: [...row.latency.values()],
  }))
  await client.query({ name: 'add windows', text: addWindowsSql, values: [JSON.stringify(added)] })
}

const addVisitorsSql = `
  INSERT INTO kpi.visitors AS held (journey, group_id, visitor_id, legacy_at, new_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
  ON CONFLICT (journey, group_id, visitor_id) DO UPDATE SET
    legacy_at = greatest(held.legacy_at, excluded.legacy_at),
    new_at = greatest(held.new_at, excluded.new_at)
  WHERE (greatest(held.legacy_at, excluded.legacy_at), greatest(held.new_at, excluded.new_at))
    IS DISTINCT FROM (held.legacy_at, held.new_at)`

/** Moves visitors' latest exposures forward. */
export async function addVisitors(client: PoolClient, rows: readonly VisitorRow[]): Promise<void> {
  if (rows.length === 0) return
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  await client.query({
    name: 'add visitors',
    text: addVisitorsSql,
    values: [
      rows.map((row) => row.journey),
      rows.map((row) => row.groupId),
      rows.map((row) => row.visitorId),
      rows.map((row) => at(row.legacyMs)),
      rows.map((row) => at(row.newMs)),
    ],
  })
}
