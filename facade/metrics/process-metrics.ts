import { Counter, collectDefaultMetrics, Registry } from 'prom-client'

/** The registry of one façade, with what Node tells about itself (memory, CPU, event-loop lag). */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** Log lines that could not be written: a full disk shows here, since it cannot show in the log. */
export function exposeLostLines(registry: Registry, lost: () => number): void {
  new Counter({
    name: 'banyan_log_lines_lost_total',
    help: 'Log lines that could not be written',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(lost())
    },
  })
}

/** Counts requests that were refused before they became an exchange, by code. */
export function createRefusalCounter(registry: Registry): (code: string) => void {
  const counter = new Counter({
    name: 'banyan_refused_total',
    help: 'Requests refused before they reached an operation',
    labelNames: ['code'],
    registers: [registry],
  })
  return (code) => counter.inc({ code })
}
