// A part that is read again and again, and shown as last known while it is away.
import { asBanyanError, errorTable } from '#contracts/errors.ts'
import { settlesWithin } from '#contracts/process/patience.ts'
import type { Known } from './journeys-view.ts'

/**
 * Reads a part at most once per `freshMs`, whoever asks, and never rejects: while the part is away, or slower
 * than `patienceMs`, the last known value is given, with its age.
 */
export function createLastKnown<T>(
  read: () => Promise<T>,
  { freshMs, patienceMs, now = Date.now }: { freshMs: number; patienceMs: number; now?: () => number },
): () => Promise<Known<T>> {
  let known: Known<T> = { value: null, source: { state: 'away', asOf: null, detail: 'not read yet' } }
  let readAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | null = null
  const refresh = async (): Promise<void> => {
    readAt = now()
    try {
      const value = await read()
      known = { value, source: { state: 'ok', asOf: new Date(readAt).toISOString(), detail: null } }
    } catch (thrown) {
      known = { ...known, source: { ...known.source, state: 'away', detail: textOf(thrown) } }
    } finally {
      running = null
    }
  }
  return async () => {
    if (now() - readAt >= freshMs) running ??= refresh()
    if (running !== null && !(await settlesWithin(patienceMs, running))) {
      return {
        ...known,
        source: { ...known.source, state: 'away', detail: `no answer within ${patienceMs} ms` },
      }
    }
    return known
  }
}

function textOf(thrown: unknown): string {
  const error = asBanyanError(thrown)
  return error.detail ?? errorTable[error.code].title
}
