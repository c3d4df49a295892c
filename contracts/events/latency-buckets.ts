// Durations in logarithmic buckets: mergeable by addition, every quantile within 1 % of the true value.
// Source: DDSketch (Masson, Rim, Lee: VLDB 2019), logarithmic mapping with relative accuracy α = 0.01.

const alpha = 0.01
const gamma = (1 + alpha) / (1 - alpha)
const logGamma = Math.log(gamma)

/** Shortest duration told apart, seconds. */
const floorSeconds = 1e-6

/** Index of the bucket that holds a duration. @param seconds ≥ 0 */
export function bucketOf(seconds: number): number {
  return Math.ceil(Math.log(Math.max(seconds, floorSeconds)) / logGamma)
}

/** The value, in seconds, that stands for a bucket. */
export function bucketSeconds(bucket: number): number {
  return (2 * gamma ** bucket) / (gamma + 1)
}

/**
 * A quantile of bucketed durations.
 * @param buckets index (as text) → count
 * @param q 0–1
 * @returns seconds, or null where there is nothing to tell
 */
export function quantileSeconds(buckets: Readonly<Record<string, number>>, q: number): number | null {
  const sorted = Object.entries(buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return null
  const rank = q * (total - 1)
  let seen = 0
  for (const [bucket, count] of sorted) {
    seen += count
    if (seen > rank) return bucketSeconds(bucket)
  }
  return null
}
