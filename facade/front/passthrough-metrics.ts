import { Counter, Gauge, type Registry } from 'prom-client'

const statusClasses = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const

/** Counts what passes through to the suite's own API: how much is not yet behind the contract. */
export type PassthroughMetrics = {
  /** @param status null when the client went away before an answer began */
  count(prefix: string, status: number | null): void
  /** @param underWay asked whenever figures are read */
  watch(way: Way, underWay: () => number): void
}

/** How something reaches the suite: small requests, large uploads, WebSockets. */
export type Way = 'pool' | 'upload' | 'tunnel'

export function createPassthroughMetrics(
  registry: Registry,
  prefixes: readonly string[],
): PassthroughMetrics {
  const counter = new Counter({
    name: 'banyan_passthrough_requests_total',
    help: 'Requests to the suite’s own API, by declared prefix and class of status',
    labelNames: ['prefix', 'status_class'],
    registers: [registry],
  })
  // Labels are made once: the request path only adds one.
  const rows = new Map(
    prefixes.map((prefix) => [
      prefix,
      statusClasses.map((status_class) => counter.labels({ prefix, status_class })),
    ]),
  )
  const ways = new Map<Way, () => number>()
  new Gauge({
    name: 'banyan_passthrough_under_way',
    help: 'Requests, uploads and WebSockets that are with the suite’s own API now',
    labelNames: ['way'],
    registers: [registry],
    collect() {
      for (const [way, underWay] of ways) this.set({ way }, underWay())
    },
  })
  return {
    watch: (way, underWay) => void ways.set(way, underWay),
    count: (prefix, status) => rows.get(prefix)?.[status === null ? 0 : Math.trunc(status / 100)]?.inc(),
  }
}
