/** How far a limit may move, and how fast it gives way. */
export type LimitRule = {
  readonly least: number
  readonly most: number
  /** What is left of the limit after a window that was late, 0–1. */
  readonly backOff: number
}

/** What was seen in one window of time. */
export type LimitWindow = {
  /** Too much took too long. */
  readonly late: boolean
  /** There was as much to do as the limit lets in: only then it says anything that all went well. */
  readonly reached: boolean
}

/**
 * The limit of the next window: additive increase, multiplicative decrease.
 * Source: Netflix concurrency-limits, `AIMDLimit` (back-off, growth only where the limit is used) with the
 * growth of its `Gradient2Limit` (√limit, so that a limit of any size is back within a dozen windows).
 */
export function nextLimit(limit: number, { late, reached }: LimitWindow, rule: LimitRule): number {
  if (late) return Math.max(rule.least, Math.floor(limit * rule.backOff))
  if (reached) return Math.min(rule.most, limit + Math.ceil(Math.sqrt(limit)))
  return limit
}
