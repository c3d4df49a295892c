import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { journeyOf } from '../feature.ts'

type Usage = { readonly [flag: string]: { readonly yes: number; readonly no: number } }

/** Figures of one flag server, for Prometheus. */
export interface FlagMetrics {
  readonly registry: Registry
  /** What a client reports; names that are no journey's are nobody's label. */
  countUsage(usage: Usage): void
  countChange(): void
}

export type Gauges = { readonly streams: () => number; readonly storeAnswers: () => boolean }

export function createFlagMetrics(gauges: Gauges): FlagMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const evaluations = new Counter({
    name: 'banyan_flag_evaluations_total',
    help: 'Evaluations that clients reported, by journey and outcome',
    labelNames: ['journey', 'outcome'],
    registers: [registry],
  })
  const changes = new Counter({
    name: 'banyan_flag_changes_total',
    help: 'Flag changes that this server stored',
    registers: [registry],
  })
  new Gauge({
    name: 'banyan_flag_streams',
    help: 'Clients that are told of changes by this server',
    registers: [registry],
    collect() {
      this.set(gauges.streams())
    },
  })
  new Gauge({
    name: 'banyan_flag_store_up',
    help: '1 while the store of this server answers, 0 while memory serves',
    registers: [registry],
    collect() {
      this.set(gauges.storeAnswers() ? 1 : 0)
    },
  })
  return {
    registry,
    countChange: () => changes.inc(),
    countUsage: (usage) => {
      for (const [name, { yes, no }] of Object.entries(usage)) {
        const journey = journeyOf(name)
        if (!journey) continue
        evaluations.inc({ journey, outcome: 'new' }, yes)
        evaluations.inc({ journey, outcome: 'legacy' }, no)
      }
    },
  }
}
