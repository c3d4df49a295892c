// Reads that several calls share: kept for a short while, and made once however many ask at the same time.
import { LRUCache } from 'lru-cache'
import type { CallContext } from '#contracts/call-context.ts'
import { abortError } from '../shared/suite-failure.ts'

/** A shared read runs for others too, so no single caller's end ends it; this does. */
const readWithinMs = 15_000

export type SharedReads<Value extends object> = {
  /** The kept value of a key, or a new one; rejects as `read` does, or when the caller's signal ends. */
  get(key: string, context: CallContext): Promise<Value>
}

/**
 * Keeps what `read` answers for some seconds (0: only joins calls that run at once).
 * @param weigh how much of the shared room (`room`) a value takes
 */
export function createSharedReads<Value extends object>({
  seconds,
  room,
  weigh,
  read,
}: {
  seconds: number
  room: number
  weigh: (value: Value) => number
  read: (key: string, context: CallContext) => Promise<Value>
}): SharedReads<Value> {
  const running = new Map<string, Promise<Value>>()
  const kept = new LRUCache<string, Value>({
    maxSize: room,
    sizeCalculation: (value) => Math.max(1, weigh(value)),
    ttl: Math.max(1, seconds * 1000),
  })
  const start = (key: string, context: CallContext): Promise<Value> => {
    const work = read(key, { ...context, signal: AbortSignal.timeout(readWithinMs) })
      .then((value) => {
        if (seconds > 0) kept.set(key, value)
        return value
      })
      .finally(() => running.delete(key))
    running.set(key, work)
    return work
  }
  return {
    get(key, context) {
      const value = kept.get(key)
      if (value !== undefined) return Promise.resolve(value)
      return untilAborted(running.get(key) ?? start(key, context), context.signal)
    },
  }
}

/** The work's outcome, or the signal's error when that ends first; the work itself goes on. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError(signal))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
