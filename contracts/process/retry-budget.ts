/**
 * Bounds repeated calls to a share of the calls made, so that a failing suite is not asked twice as often.
 */
export type RetryBudget = { asked(): void; take(): boolean }

/**
 * @param share repeats per call, 0–1
 * @param burst how many may be saved up
 */
export function createRetryBudget(share = 0.2, burst = 10): RetryBudget {
  let credit = burst
  return {
    asked: () => {
      credit = Math.min(burst, credit + share)
    },
    take: () => {
      if (credit < 1) return false
      credit -= 1
      return true
    },
  }
}
