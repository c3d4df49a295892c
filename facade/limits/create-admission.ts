import type { Registry } from 'prom-client'
import type { Logger } from '#contracts/process/log.ts'
import { exposeAdmission, exposeCrowd } from '../metrics/admission-metrics.ts'
import type { Rarely } from '../rarely.ts'
import { Admission } from './admission.ts'
import { Crowd } from './crowd.ts'

type Ground = { readonly registry: Registry; readonly log: Logger; readonly rarely: Rarely }

/**
 * Admission on this process's own loop and a bound on connections, seen in the metrics; a rush is logged once
 * per pause.
 */
export function createAdmission(mostConnections: () => number, { registry, log, rarely }: Ground) {
  const admission = new Admission({ now: () => performance.now(), nextTurn: setImmediate })
  const onShed = () => {
    if (rarely('connections'))
      log.warn({ most: mostConnections() }, 'no file descriptor to spare: shedding connections')
  }
  const crowd = new Crowd({ most: mostConnections, onShed })
  exposeAdmission(registry, admission)
  exposeCrowd(registry, crowd)
  const onTurnedAway = () => {
    if (rarely('overloaded')) log.warn({ refused: admission.refused('browse') }, 'shedding load')
  }
  return { admission, crowd, onTurnedAway }
}
