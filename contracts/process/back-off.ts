import { setTimeout as timer } from 'node:timers/promises'

/** How long to wait before the next try: doubles from the first pause up to the longest. */
export type BackOff = { readonly firstMs: number; readonly longestMs: number }

/**
 * The pause before a try.
 * @param failures failures in a row so far, ≥ 1
 * @param random 0–1; spreads the tries of many over the second half of the pause
 */
export function backOffMs({ firstMs, longestMs }: BackOff, failures: number, random = Math.random()): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30))
  return full * (0.5 + random / 2)
}

/** Waits; ends early, without an error, when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch(() => undefined)
}
