import { Counter, type Registry } from 'prom-client'
import { SketchHistogram } from './sketch-histogram.ts'
import type { Tally, TallyRow } from './tally.ts'

const requestLabels = ['capability', 'operation', 'side', 'reason', 'status'] as const

/** What Prometheus sees of the answered requests; read from the tally at each scrape. */
export function exposeRequestMetrics(registry: Registry, tally: Tally): void {
  new Counter({
    name: 'banyan_requests_total',
    help: 'Answered requests of the contract; side "none": refused before a side was decided',
    labelNames: requestLabels,
    registers: [registry],
    collect() {
      this.reset()
      for (const row of tally.rows()) this.inc(labelsOf(row), row.latency.count)
    },
  })
  new SketchHistogram({
    name: 'banyan_request_duration_seconds',
    help: 'From the whole request head to the reply, by side, reason and status',
    labelNames: requestLabels,
    registry,
    sketches: () => tally.rows().map((row) => ({ labels: labelsOf(row), latency: row.latency })),
  })
}

function labelsOf({
  operation,
  side,
  reason,
  status,
}: TallyRow): Record<(typeof requestLabels)[number], string> {
  return {
    capability: operation.capability,
    operation: operation.id,
    side: side ?? 'none',
    reason: reason ?? 'none',
    status: String(status),
  }
}
