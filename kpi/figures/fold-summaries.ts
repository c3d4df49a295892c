import type { RequestRow, RequestsSummarised } from '#contracts/events/events.ts'
import { spans } from './steps.ts'

/** All requests of one window that share these labels. */
export type WindowRow = Pick<RequestRow, 'operation' | 'side' | 'reason' | 'statusClass'> & {
  readonly spanSeconds: number
  /** Ms since 1970. */
  readonly startMs: number
  requests: number
  seconds: number
  /** Bucket → count. */
  readonly latency: Map<string, number>
}

/** Rows by what tells them apart. */
export type WindowRows = Map<string, WindowRow>

/** Adds summaries to the windows of every length that they fall into. */
export function foldSummaries(
  events: readonly RequestsSummarised[],
  rows: WindowRows = new Map(),
): WindowRows {
  for (const { data } of events) {
    const at = Date.parse(data.windowStart)
    for (const row of data.rows) {
      for (const { seconds } of spans) addTo(rows, row, seconds, at)
    }
  }
  return rows
}

/** Ordered by key: writers who lock rows in one order do not wait for each other in a circle. */
export function inOrder<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function addTo(rows: WindowRows, row: RequestRow, spanSeconds: number, atMs: number): void {
  const { operation, side, reason, statusClass } = row
  const startMs = Math.floor(atMs / 1_000 / spanSeconds) * spanSeconds * 1_000
  const key = [spanSeconds, startMs, operation, side, reason, statusClass].join(' ')
  const labels = { operation, side, reason, statusClass }
  const sum = rows.get(key) ?? {
    spanSeconds,
    startMs,
    ...labels,
    requests: 0,
    seconds: 0,
    latency: new Map(),
  }
  sum.requests += row.count
  sum.seconds += row.seconds
  for (const bucket of Object.keys(row.latency)) {
    sum.latency.set(bucket, (sum.latency.get(bucket) ?? 0) + (row.latency[bucket] ?? 0))
  }
  rows.set(key, sum)
}
