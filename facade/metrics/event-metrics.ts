import { Counter, Gauge, type Registry } from 'prom-client'

/** What the event batcher reports. */
export type EventMetrics = { dropped(events: number): void; failed(): void }

/** Events on their way out: what waits, what was refused and tried again, what is lost. */
export function createEventMetrics(
  registry: Registry,
  { backlog, spooledBytes }: { readonly backlog: () => number; readonly spooledBytes: () => number },
): EventMetrics {
  const registers = [registry]
  const dropped = new Counter({
    name: 'banyan_events_dropped_total',
    help: 'Events that found no room: lost',
    registers,
  })
  const failed = new Counter({
    name: 'banyan_events_append_failures_total',
    help: 'Batches of events that the log did not take; they are tried again',
    registers,
  })
  new Gauge({
    name: 'banyan_events_backlog',
    help: 'Events that wait to be appended',
    registers,
    collect() {
      this.set(backlog())
    },
  })
  new Gauge({
    name: 'banyan_events_spooled_bytes',
    help: 'On disk until the event log is back',
    registers,
    collect() {
      this.set(spooledBytes())
    },
  })
  return { dropped: (events) => dropped.inc(events), failed: () => failed.inc() }
}
