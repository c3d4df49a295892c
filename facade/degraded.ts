import { Counter, type Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'
import { createRarely } from './rarely.ts'

/** The one door for failures of Banyan's own machinery: counted, logged, never seen by a shopper. */
export type Degraded = (part: string, error: unknown) => void

const pauseMs = 10_000

/**
 * Counts every failure; logs the first of each part, then one line per ten seconds.
 * @param now milliseconds
 */
export function createDegraded(log: Logger, registry: Registry, now: () => number): Degraded {
  const rarely = createRarely(pauseMs, now)
  const counter = new Counter({
    name: 'banyan_degraded_total',
    help: "Failures of Banyan's own machinery that no shopper saw",
    labelNames: ['part'],
    registers: [registry],
  })
  return (part, error) => {
    counter.inc({ part })
    if (rarely(part)) log.warn({ part, err: error }, 'degraded')
  }
}
