import { BanyanError } from '#contracts/errors.ts'
import type { Backlog } from '#kpi/events/backlog.postgres.ts'
import type { Probe } from './monitor.ts'

/** A consumer that has left an event waiting for longer lags. */
const lagsAfterSeconds = 30

/** Whether the events are being taken in; how far behind where they are not. */
export function eventsProbe(readBacklogs: () => Promise<readonly Backlog[]>): Probe {
  return async () => {
    const backlogs = await readBacklogs().catch((cause: unknown) => {
      throw new BanyanError('unavailable', { detail: 'The event log cannot be read.', cause })
    })
    const lagging = backlogs.filter(({ oldestSeconds }) => (oldestSeconds ?? 0) > lagsAfterSeconds)
    if (lagging.length === 0) return undefined
    return { degraded: lagging.map(told).join('; ') }
  }
}

function told({ group, behind, oldestSeconds }: Backlog): string {
  return `${group} is ${behind} events behind, the oldest ${Math.round(oldestSeconds ?? 0)} s old`
}

/** Kafka's lag is watched with Kafka's own means. */
export const kafkaEventsProbe: Probe = async () => ({ detail: 'in Kafka; its lag is not measured here' })
