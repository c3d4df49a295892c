import { BanyanError } from '#contracts/errors.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import { openSpool } from './spool.ts'

/**
 * spooling: the log is away, events go to disk; drained: it is back and has everything; refused: events are
 * lost.
 */
export type SpoolAlarm =
  | { readonly kind: 'spooling'; readonly error: BanyanError }
  | { readonly kind: 'drained' }
  | { readonly kind: 'refused'; readonly events: number; readonly error: BanyanError }

export type SpoolingOptions = {
  /** Of this process alone; kept over its restarts. */
  readonly directory: string
  readonly log: Logger
  /** An append that takes the log longer goes to disk. */
  readonly appendWithinMs?: number
  /** More is refused: then `append` rejects. */
  readonly maxBytes?: number
  readonly segmentBytes?: number
  readonly backOff?: BackOff
  readonly onAlarm?: (alarm: SpoolAlarm) => void
}

export type SpoolingEventLog = EventLog & {
  /** For metrics and banners. */
  status(): { readonly spooling: boolean; readonly spooledBytes: number }
}

const drainAtOnce = 500

/**
 * A log that takes events while the log behind it is away: to disk, and from there in their order when it is
 * back. `append` rejects only when neither takes them. The order of a key is kept: as long as something waits
 * on disk, everything goes there. Whoever closes it early leaves the rest to the next start.
 */
export async function createSpoolingEventLog(
  inner: EventLog,
  options: SpoolingOptions,
): Promise<SpoolingEventLog> {
  const { log, appendWithinMs = 1_000, maxBytes = 256 * 1_048_576, onAlarm } = options
  const backOff = options.backOff ?? { firstMs: 100, longestMs: 5_000 }
  const spool = await openSpool({ ...options, maxBytes })
  const closing = new AbortController()
  let draining: Promise<void> | null = null
  let closed: Promise<void> | null = null

  const appendInTime = (events: readonly BanyanEvent[]) => within(appendWithinMs, inner.append(events))

  async function drain(): Promise<void> {
    let failures = 0
    while (!closing.signal.aborted) {
      try {
        const waiting = await spool.oldest(drainAtOnce)
        if (waiting === null && spool.isEmpty()) break
        await (waiting === null ? spool.written() : appendInTime(waiting.events).then(waiting.forget))
        failures = 0
      } catch (error) {
        failures += 1
        log.debug({ err: error, failures }, 'the event log is still away')
        await pause(backOffMs(backOff, failures), closing.signal)
      }
    }
    draining = null
    if (!closing.signal.aborted) onAlarm?.({ kind: 'drained' })
  }

  async function appendToDisk(events: readonly BanyanEvent[]): Promise<void> {
    const written = spool.write(events)
    draining ??= drain()
    try {
      await written
    } catch (thrown) {
      const error = thrown as BanyanError
      log.error({ err: error, events: events.length }, 'events are lost: neither log nor disk took them')
      onAlarm?.({ kind: 'refused', events: events.length, error })
      throw error
    }
  }

  if (!spool.isEmpty()) draining = drain()

  return {
    append: async (events) => {
      if (closing.signal.aborted) throw new BanyanError('unavailable', { detail: 'The event log is closed' })
      if (draining !== null) return appendToDisk(events)
      try {
        await appendInTime(events)
      } catch (thrown) {
        const error = thrown as BanyanError
        if (draining === null) {
          log.warn({ err: error }, 'the event log is away; events go to disk')
          onAlarm?.({ kind: 'spooling', error })
        }
        return appendToDisk(events)
      }
    },
    consume: (consumer) => inner.consume(consumer),
    close: () => {
      closing.abort()
      closed ??= (async () => {
        await draining
        await spool.close()
        await inner.close()
      })()
      return closed
    },
    status: () => ({ spooling: draining !== null, spooledBytes: spool.bytes() }),
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const late = new AbortController()
  const timeout = pause(ms, late.signal).then(() => {
    if (!late.signal.aborted) {
      throw new BanyanError('unavailable', { detail: `The event log did not answer within ${ms} ms` })
    }
  })
  try {
    await Promise.race([work, timeout])
  } finally {
    late.abort()
  }
}
