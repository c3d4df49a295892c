import { Counter, Gauge, type Registry } from 'prom-client'
import type { Admission, Rank } from '../limits/admission.ts'

const ranks: readonly Rank[] = ['checkout', 'browse', 'shadow']

/** Who waits to be begun, how many may, and who was turned away. */
export function exposeAdmission(registry: Registry, admission: Admission): void {
  new Gauge({
    name: 'banyan_admission_waiting',
    help: 'Requests that wait to be begun',
    registers: [registry],
    collect() {
      this.set(admission.waiting)
    },
  })
  new Gauge({
    name: 'banyan_admission_under_way',
    help: 'Requests that were begun and are not yet answered',
    registers: [registry],
    collect() {
      this.set(admission.underWay)
    },
  })
  new Gauge({
    name: 'banyan_admission_limit',
    help: 'Requests of one rank that may wait now; lowered while they wait too long',
    registers: [registry],
    collect() {
      this.set(admission.limit)
    },
  })
  new Counter({
    name: 'banyan_admission_refused_total',
    help: 'Requests turned away because there was more to do than could be done',
    labelNames: ['rank'],
    registers: [registry],
    collect() {
      this.reset()
      for (const rank of ranks) this.inc({ rank }, admission.refused(rank))
    },
  })
}
