import { setTimeout as pause } from 'node:timers/promises'

const everyMs = 20

/** Milliseconds until a condition holds; null when it does not within the time. */
export async function msUntil(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<number | null> {
  const begun = performance.now()
  while (!(await condition())) {
    if (performance.now() - begun > withinMs) return null
    await pause(everyMs)
  }
  return performance.now() - begun
}
