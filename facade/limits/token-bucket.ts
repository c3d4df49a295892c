/** So many requests a second on average, so many at once after a pause. */
export type BucketRule = { readonly perSecond: number; readonly burst: number }

/**
 * One client's tokens, told by one number: when the bucket would be full again. Times in milliseconds on one
 * monotonic clock. Source: the generic cell rate algorithm (ITU-T I.371, Annex A), which is a token bucket
 * without a timer.
 */
export class TokenBucket {
  #fullAt = 0
  /** Taken since somebody last asked by `takeSpent`. */
  #spent = 0

  /**
   * Takes a token where there is one.
   * @param reserve so many must be left for others
   */
  take(now: number, { perSecond, burst }: BucketRule, reserve = 0): boolean {
    const tokenMs = 1_000 / perSecond
    const fullAt = Math.max(this.#fullAt, now) + tokenMs
    // A hair's breadth: a sum of thirds is no whole number.
    if (fullAt - now > (burst - reserve) * tokenMs + 1e-6) return false
    this.#fullAt = fullAt
    this.#spent += 1
    return true
  }

  /** Whole tokens that are there. */
  remaining(now: number, { perSecond, burst }: BucketRule, reserve = 0): number {
    const missing = (Math.max(0, this.#fullAt - now) * perSecond) / 1_000
    return Math.max(0, Math.floor(burst - reserve - missing + 1e-6))
  }

  /** Until there is one, milliseconds. */
  waitMs(now: number, { perSecond, burst }: BucketRule, reserve = 0): number {
    return Math.max(0, this.#fullAt - now - ((burst - reserve - 1) * 1_000) / perSecond)
  }

  /** Until it is full, milliseconds. */
  fullInMs(now: number): number {
    return Math.max(0, this.#fullAt - now)
  }

  /** What was taken since the last call. */
  takeSpent(): number {
    const spent = this.#spent
    this.#spent = 0
    return spent
  }

  get spent(): number {
    return this.#spent
  }

  /**
   * What the same client took elsewhere: it is missing here too, but never so much that it would take longer
   * than two empty buckets to be full again.
   */
  charge(now: number, taken: number, { perSecond, burst }: BucketRule): void {
    const tokenMs = 1_000 / perSecond
    const fullAt = Math.max(this.#fullAt, now) + taken * tokenMs
    this.#fullAt = Math.max(this.#fullAt, Math.min(fullAt, now + 2 * burst * tokenMs))
  }
}
