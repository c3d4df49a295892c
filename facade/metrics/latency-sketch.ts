import { bucketOf } from '#contracts/events/latency-buckets.ts'

const lowest = bucketOf(0)
/** Nothing takes longer than this; what does counts as this. */
const highest = bucketOf(600)

/** Durations of one kind, in the contract's logarithmic buckets: adding one costs two array steps. */
export class LatencySketch {
  count = 0
  seconds = 0
  readonly #counts = new Uint32Array(highest - lowest + 1)

  /** @param seconds ≥ 0 */
  add(seconds: number): void {
    this.count += 1
    this.seconds += seconds
    const bucket = Math.min(bucketOf(seconds), highest)
    this.#counts[bucket - lowest] = (this.#counts[bucket - lowest] ?? 0) + 1
  }

  /** The buckets that hold something, lowest first. */
  buckets(): readonly (readonly [bucket: number, count: number])[] {
    return [...this.#counts].flatMap((count, index) =>
      count === 0 ? [] : [[index + lowest, count] as const],
    )
  }
}
