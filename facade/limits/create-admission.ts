import type { Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'
import { exposeAdmission } from '../metrics/admission-metrics.ts'
import type { Rarely } from '../rarely.ts'
import { Admission } from './admission.ts'

/** Admission on this process's own loop, seen in the metrics; a rush is logged once per pause. */
export function createAdmission(registry: Registry, log: Logger, rarely: Rarely) {
  const admission = new Admission({ now: () => performance.now(), nextTurn: setImmediate })
  exposeAdmission(registry, admission)
  const onTurnedAway = () => {
    if (rarely('overloaded')) log.warn({ refused: admission.refused('browse') }, 'shedding load')
  }
  return { admission, onTurnedAway }
}
