import { Gauge, type Registry } from 'prom-client'
import { journeys } from '#contracts/operations.ts'
import type { FlagSource } from '#flags/flag-source.ts'
import type { ExposedSplit } from './exposed-split.ts'

const origins = ['live', 'last-known-good', 'none'] as const

/** Where flags come from, and the split: as it is set, and as requests were really decided. */
export function exposeFlags(registry: Registry, flags: FlagSource, exposed: ExposedSplit): void {
  new Gauge({
    name: 'banyan_flag_origin',
    help: '1 for where the flags in use come from',
    labelNames: ['origin'],
    aggregator: 'max',
    registers: [registry],
    collect() {
      const { origin } = flags.status()
      for (const one of origins) this.set({ origin: one }, one === origin ? 1 : 0)
    },
  })
  new Gauge({
    name: 'banyan_flag_connected',
    help: '1 while the flag server answers',
    aggregator: 'min',
    registers: [registry],
    collect() {
      this.set(flags.status().connected ? 1 : 0)
    },
  })
  new Gauge({
    name: 'banyan_split_percent',
    help: 'Share of the new side: set by the flag, and actual among the visitors drawn since it was set',
    labelNames: ['journey', 'kind'],
    aggregator: 'average',
    registers: [registry],
    collect() {
      this.reset()
      for (const journey of journeys) {
        const [set, actual] = [flags.journey(journey)?.percent, exposed.percent(journey)]
        if (set !== undefined) this.set({ journey, kind: 'set' }, set)
        if (actual !== null) this.set({ journey, kind: 'actual' }, actual)
      }
    },
  })
}
