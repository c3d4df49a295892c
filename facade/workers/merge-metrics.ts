// Many workers' figures as one façade's. Pure.
import { AggregatorRegistry, type Registry } from 'prom-client'
import type { Metrics } from './messages.ts'

/** What Node tells of one process: a sum over workers would hide the one that suffers. */
const ofOneProcess = /^(process|nodejs)_/
/** What only ever grows. */
const totals: ReadonlySet<unknown> = new Set(['counter', 'histogram'])

/**
 * One worker's figures: those of its process say whose they are.
 * @param worker its seat, or `parent`: a closed set
 */
export function labelled(metrics: Metrics, worker: string): Metrics {
  return metrics.map((metric) =>
    ofOneProcess.test(metric.name)
      ? { ...metric, aggregator: 'sum', values: metric.values.map((value) => named(value, worker)) }
      : metric,
  )
}

function named<V extends { labels: object }>(value: V, worker: string): V {
  return { ...value, labels: { ...value.labels, worker } }
}

/** Figures of Banyan, without those of a process. */
export function ofBanyan(metrics: Metrics): Metrics {
  return metrics.filter(({ name }) => !ofOneProcess.test(name))
}

/** What a worker that has gone leaves to the sums: without it they would fall, and a rate see a restart. */
export function bequeathed(metrics: Metrics): Metrics {
  return ofBanyan(metrics).filter(({ type }) => totals.has(type))
}

/** Adds up counters and histograms; gauges by the aggregator that they declare (by default a sum too). */
export function mergeMetrics(all: readonly Metrics[]): Registry {
  return AggregatorRegistry.aggregate(all as unknown as object[])
}

/** Both as one, in one step. */
export function addTotals(left: Metrics, right: Metrics): Metrics {
  const merged: unknown = mergeMetrics([left, right]).getMetricsAsArray()
  return merged as Metrics
}
