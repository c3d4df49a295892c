import { Counter, type Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'
import { createRarely } from './rarely.ts'

/** The one door for failures of Banyan's own machinery: counted, logged, never seen by a shopper. */
export type Degraded = (part: string, error: unknown) => void

/** The door with a window: what has failed a moment ago. */
export type DegradedParts = Degraded & {
  /** Part and what ails it, for operators: a code, no text that might hold secrets. */
  recent(): readonly (readonly [part: string, what: string])[]
}

const pauseMs = 10_000
/** Longer than the pauses after which parts try again. */
const recentMs = 40_000

/**
 * Counts every failure; logs the first of each part, then one line per ten seconds.
 * @param now milliseconds
 */
export function createDegraded(log: Logger, registry: Registry, now: () => number): DegradedParts {
  const rarely = createRarely(pauseMs, now)
  const counter = new Counter({
    name: 'banyan_degraded_total',
    help: "Failures of Banyan's own machinery that no shopper saw",
    labelNames: ['part'],
    registers: [registry],
  })
  const last = new Map<string, { readonly at: number; readonly what: string }>()
  const degraded: Degraded = (part, error) => {
    counter.inc({ part })
    last.set(part, { at: now(), what: codeOf(error) })
    if (rarely(part)) log.warn({ part, err: error }, 'degraded')
  }
  return Object.assign(degraded, {
    recent: () =>
      [...last].flatMap(([part, { at, what }]) => (now() - at < recentMs ? [[part, what] as const] : [])),
  })
}

/** The innermost code says most, e.g. ENOSPC. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  const inner = error.cause === undefined ? 'error' : codeOf(error.cause)
  return inner === 'error' ? String((error as NodeJS.ErrnoException).code ?? 'error') : inner
}
