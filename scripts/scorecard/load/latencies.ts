/** Latencies of a stretch of load, milliseconds from when each request was due, not from when it was sent. */
export class Latencies {
  /** Buckets of 1 % each, from 1 µs on. */
  readonly #counts = new Float64Array(2_400)
  #count = 0
  #max = 0

  add(ms: number): void {
    const bucket = Math.max(0, Math.min(2_399, Math.ceil(Math.log(ms * 1_000) / Math.log(1.01))))
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count += 1
    if (ms > this.#max) this.#max = ms
  }

  get count(): number {
    return this.#count
  }

  get max(): number {
    return this.#max
  }

  /** @param share 0–1; null without any latency */
  quantile(share: number): number | null {
    if (this.#count === 0) return null
    let left = Math.ceil(share * this.#count)
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      left -= this.#counts[bucket] ?? 0
      if (left <= 0) return Math.min(this.#max, 1.01 ** bucket / 1_000)
    }
    return this.#max
  }
}
