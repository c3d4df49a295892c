import { Histogram, type MetricObjectWithValues, type MetricValueWithName, type Registry } from 'prom-client'
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
 * A Prometheus histogram that is read from sketches when it is scraped, so that a request pays for no label hashing.
 * Its bounds are exact to the sketches' 1 %.
 */
export class SketchHistogram<Label extends string> extends Histogram<Label> {
  readonly #description: Description<Label>

  constructor(description: Description<Label>) {
    const { name, help, labelNames, registry } = description
    super({ name, help, labelNames, buckets: bounds, registers: [registry] })
    this.#description = description
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<Label>>> {
    const described = await super.get()
    return { ...described, values: this.#description.sketches().flatMap((one) => this.#values(one)) }
  }

  #values({ labels, latency }: LabelledSketch<Label>): MetricValueWithName<Label>[] {
    const { name } = this.#description
    const filled = latency.buckets()
    const upTo = (last: number) =>
      filled.reduce((sum, [bucket, count]) => (bucket <= last ? sum + count : sum), 0)
    const bucket = (le: number | '+Inf', value: number) => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le },
      value,
    })
    return [
      ...bounds.map((le, index) => bucket(le, upTo(boundBuckets[index] ?? 0))),
      bucket('+Inf', latency.count),
      { metricName: `${name}_sum`, labels, value: latency.seconds },
      { metricName: `${name}_count`, labels, value: latency.count },
    ]
  }
}
