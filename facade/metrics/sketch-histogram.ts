import { Histogram, type Registry } from 'prom-client'
import { bucketOf } from '#contracts/events/latency-buckets.ts'
import type { LatencySketch } from './latency-sketch.ts'

/** Upper bounds, seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const boundBuckets = bounds.map(bucketOf)

export type LabelledSketch<Label extends string> = {
  readonly labels: { readonly [L in Label]: string }
  readonly latency: LatencySketch
}

type Description<Label extends string> = {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Label[]
  readonly registry: Registry
  readonly sketches: () => readonly LabelledSketch<Label>[]
}

/**
 * A Prometheus histogram that is read from sketches when it is scraped, so that a request pays for no label
 * hashing. Its bounds are exact to the sketches' 1 %.
 */
export class SketchHistogram<Label extends string> extends Histogram<Label> {
  readonly #description: Description<Label>

  constructor(description: Description<Label>) {
    const { name, help, labelNames, registry } = description
    super({ name, help, labelNames, buckets: bounds, registers: [registry] })
    this.#description = description
  }

  /** What prom-client makes both its text and its `get` from, and not in its types. */
  async getForPromString() {
    const { name, help, sketches } = this.#description
    const values = sketches().flatMap((one) => this.#values(one))
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }

  #values({ labels, latency }: LabelledSketch<Label>) {
    const { name } = this.#description
    const filled = latency.buckets()
    const upTo = (last: number) =>
      filled.reduce((sum, [bucket, count]) => (bucket <= last ? sum + count : sum), 0)
    const series = (end: string, more: { le?: number | '+Inf' }, value: number) => ({
      metricName: `${name}_${end}`,
      labels: { ...labels, ...more },
      sharedLabels: {},
      value,
    })
    return [
      ...bounds.map((le, index) => series('bucket', { le }, upTo(boundBuckets[index] ?? 0))),
      series('bucket', { le: '+Inf' }, latency.count),
      series('sum', {}, latency.seconds),
      series('count', {}, latency.count),
    ]
  }
}
