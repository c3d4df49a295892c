import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { StatusView } from '../api/views.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'

/** Figures of the control plane, for Prometheus. */
export type ControlMetrics = {
  readonly registry: Registry
  /** The same trail, its acts counted by action and outcome. */
  counted(trail: AuditTrail): AuditTrail
}

const height: { readonly [S in StatusView['dependencies'][number]['state']]: number } = {
  ok: 1,
  degraded: 0.5,
  away: 0,
  unknown: 0,
}

/** @param status as last probed; asking costs nothing */
export function createControlMetrics(status: () => StatusView): ControlMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'banyan_control_dependency_up',
    help: '1 while a part works, 0.5 while it works badly, 0 while it is away or was not asked yet',
    labelNames: ['dependency'],
    registers: [registry],
    collect() {
      for (const { name, state } of status().dependencies) this.set({ dependency: name }, height[state])
    },
  })
  new Gauge({
    name: 'banyan_control_audit_waiting',
    help: 'Audit entries on disk that the database has not taken yet',
    registers: [registry],
    collect() {
      this.set(status().auditWaiting)
    },
  })
  const acts = new Counter({
    name: 'banyan_control_acts_total',
    help: 'Acts of operators, by action and how they ended',
    labelNames: ['action', 'outcome'],
    registers: [registry],
  })
  return { registry, counted: (trail) => countedTrail(trail, acts) }
}

function countedTrail(trail: AuditTrail, acts: Counter<'action' | 'outcome'>): AuditTrail {
  return {
    ...trail,
    record: async (intent, perform) => {
      const { action } = intent
      try {
        const result = await trail.record(intent, perform)
        acts.inc({ action, outcome: 'done' })
        return result
      } catch (error) {
        acts.inc({ action, outcome: 'not-done' })
        throw error
      }
    },
    note: (happened, outcome) => {
      acts.inc({ action: happened.action, outcome: outcome === 'done' ? 'done' : 'not-done' })
      return trail.note(happened, outcome)
    },
  }
}
