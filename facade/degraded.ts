import { Counter, type Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'

/** The one door for failures of Banyan's own machinery: counted, logged, never seen by a shopper. */
export type Degraded = (part: string, error: unknown) => void

const quietMs = 10_000

/** Counts every failure and logs the first of each part, then one line per ten seconds. @param now milliseconds */
export function createDegraded(log: Logger, registry: Registry, now: () => number): Degraded {
  const counter = new Counter({
    name: 'banyan_degraded_total',
    help: "Failures of Banyan's own machinery that no shopper saw",
    labelNames: ['part'],
    registers: [registry],
  })
  const lastSaidAt = new Map<string, number>()
  return (part, error) => {
    counter.inc({ part })
    const time = now()
    const last = lastSaidAt.get(part)
    if (last !== undefined && time - last < quietMs) return
    lastSaidAt.set(part, time)
    log.warn({ part, err: error }, 'degraded')
  }
}
