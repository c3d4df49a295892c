import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Operation } from '#contracts/operations.ts'

export type ServiceMetrics = {
  readonly registry: Registry
  /** One answered request. */
  observe(operation: Operation, status: number, seconds: number): void
}

/** Figures of one service process in Prometheus' text format; labels come from closed sets only. */
export function createServiceMetrics(): ServiceMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'banyan_service_request_seconds',
    help: 'Duration of an answered operation',
    labelNames: ['capability', 'operation', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers: [registry],
  })
  return {
    registry,
    observe: (operation, status, duration) =>
      seconds.labels(operation.capability, operation.id, String(status)).observe(duration),
  }
}
