import { setTimeout as pause } from 'node:timers/promises'
import type { FlagSource } from '../flag-source.ts'

/**
 * Resolves when a condition holds that nobody tells of by event; the test's own time limit ends a vain wait.
 */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5)
}

/** Resolves at the change after which a source says what is waited for. */
export function seen(source: FlagSource, condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve()
  return new Promise((resolve) => {
    const leave = source.onChange(() => {
      if (!condition()) return
      leave()
      resolve()
    })
  })
}
