import { BanyanError } from '#contracts/errors.ts'
import type { Consumer, EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import type { BackOff } from '#contracts/process/back-off.ts'
import { type Logger, silentLog } from '#contracts/process/log.ts'
import { consumeLoop, type Source } from './consume-loop.ts'

const stretch = '0'
const batchSize = 500

/** Resolves for whoever waits when something has changed since he looked. */
function createBell() {
  let rung = Promise.withResolvers<void>()
  return {
    next: () => rung.promise,
    ring: () => {
      rung.resolve()
      rung = Promise.withResolvers()
    },
  }
}

/** A log that lives and dies with its process: for tests, and where nothing has to last. */
export function createMemoryEventLog(
  options: { readonly log?: Logger; readonly backOff?: BackOff } = {},
): EventLog {
  const { log = silentLog, ...pauses } = options
  const events: BanyanEvent[] = []
  const bell = createBell()
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  /** Members of one group take turns: the last one's end. */
  const turns = new Map<string, Promise<void>>()

  function createSource(): Source {
    let next = bell.next()
    return {
      stretch,
      read: async (after) => {
        next = bell.next()
        const from = after === null ? 0 : Number(after) + 1
        const found = events.slice(from, from + batchSize)
        if (found.length === 0) return null
        return { stretch, events: found, position: String(from + found.length - 1) }
      },
      wait: (signal) => Promise.race([next, aborted(signal)]),
    }
  }

  return {
    append: async (added) => {
      if (closing.signal.aborted) throw new BanyanError('unavailable', { detail: 'The event log is closed' })
      events.push(...structuredClone(added))
      bell.ring()
    },
    consume: async (consumer: Consumer) => {
      const stopping = new AbortController()
      const signal = AbortSignal.any([stopping.signal, closing.signal])
      const turn = turns.get(consumer.group) ?? Promise.resolve()
      const done = turn.then(() => consumeLoop(createSource(), consumer, { log, signal, ...pauses }))
      turns.set(consumer.group, done)
      running.add(done)
      return {
        stop: async () => {
          stopping.abort()
          await done
          running.delete(done)
        },
      }
    },
    close: async () => {
      closing.abort()
      await Promise.all(running)
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
