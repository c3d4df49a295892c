import type { LoadResult } from './load-order.ts'

export type CapacitySearch = {
  /** Runs a stretch at a rate. */
  readonly run: (perSecond: number) => Promise<LoadResult>
  /** First step, requests per second. */
  readonly from: number
  /** Each step is so many times the one before. */
  readonly step: number
}

/** A rate is carried when nearly all comes back good, and nobody waits as if in a queue that grows. */
export function isCarried({ due, good, p99Ms }: LoadResult): boolean {
  return good >= 0.995 * due && p99Ms < 100
}

/**
 * Capacity by a step test: the last rate that was carried, requests per second. A step that fails is tried
 * once more: another program may have had the processor.
 */
export async function findCapacity({ run, from, step }: CapacitySearch): Promise<number> {
  let carried = 0
  for (let rate = from; rate < 100_000; rate *= step) {
    const isOk = isCarried(await run(rate)) || isCarried(await run(rate))
    if (!isOk) return carried
    carried = rate
  }
  return carried
}
