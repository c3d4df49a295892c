import { Counter, Gauge, type Registry } from 'prom-client'
import type { Admission, Rank } from '../limits/admission.ts'
import type { Crowd } from '../limits/crowd.ts'

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

/** Clients' connections, where they are bounded. */
export function exposeCrowd(registry: Registry, crowd: Crowd): void {
  new Gauge({
    name: 'banyan_connections_open',
    help: 'Connections of clients, where they are bounded',
    registers: [registry],
    collect() {
      this.set(crowd.open)
    },
  })
  new Counter({
    name: 'banyan_connections_shed_total',
    help: 'Connections turned away because there was no file descriptor to spare',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(crowd.turnedAway)
    },
  })
}
