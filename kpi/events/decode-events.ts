import { eventProblems, isBanyanEvent, isKnownEventType } from '#contracts/events/event-validation.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import type { Logger } from '#contracts/process/log.ts'

/**
 * The events among what a log held. A type of a later version is left out in silence; what breaks its schema
 * is left out and logged: offered again and again, it would hold up everything behind it.
 */
export function decodeEvents(values: readonly unknown[], log: Logger): BanyanEvent[] {
  return values.filter((value): value is BanyanEvent => {
    if (isBanyanEvent(value)) return true
    const { id, type } = (value ?? {}) as { id?: unknown; type?: unknown }
    if (typeof type === 'string' && !isKnownEventType(type)) return false
    log.error({ id, type, problems: eventProblems(value) }, 'an event in the log breaks its schema')
    return false
  })
}
