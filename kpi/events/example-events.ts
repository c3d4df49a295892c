import type { RequestRow, RequestsSummarised, VisitorExposed } from '#contracts/events/events.ts'
import { bucketOf } from '#contracts/events/latency-buckets.ts'

const envelope = {
  specversion: '1.0',
  source: '/facade/example',
  datacontenttype: 'application/json',
} as const

/** An exposure for tests and measurements; the visitor is the key. */
export function exampleExposure(
  id: string,
  data: Partial<VisitorExposed['data']> = {},
  time = '2026-03-01T10:00:00.000Z',
): VisitorExposed {
  const visitorId = data.visitorId ?? 'visitor-1'
  return {
    ...envelope,
    id,
    type: 'banyan.visitor.exposed.v1',
    time,
    subject: visitorId,
    partitionkey: visitorId,
    data: {
      visitorId,
      journey: 'catalog',
      operation: 'getProduct',
      side: 'legacy',
      reason: 'percentage',
      groupId: 'catalog:1',
      percent: 25,
      channel: 'default',
      country: 'DE',
      ...data,
    },
  }
}

/** A row whose requests all took the given durations. @param durations seconds */
export function exampleRow(durations: readonly number[], labels: Partial<RequestRow> = {}): RequestRow {
  const latency: Record<string, number> = {}
  for (const seconds of durations) {
    const bucket = String(bucketOf(seconds))
    latency[bucket] = (latency[bucket] ?? 0) + 1
  }
  return {
    capability: 'catalog',
    journey: 'catalog',
    operation: 'getProduct',
    side: 'legacy',
    reason: 'percentage',
    statusClass: 2,
    count: durations.length,
    seconds: durations.reduce((sum, seconds) => sum + seconds, 0),
    latency,
    ...labels,
  }
}

/** A summary for tests and measurements; the façade is the key. */
export function exampleSummary(
  id: string,
  windowStart: string,
  rows: readonly RequestRow[],
): RequestsSummarised {
  return {
    ...envelope,
    id,
    type: 'banyan.requests.summarised.v1',
    time: windowStart,
    subject: envelope.source,
    partitionkey: envelope.source,
    data: { windowStart, windowMs: 10_000, rows },
  }
}
