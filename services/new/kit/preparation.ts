import { BanyanError } from '#contracts/errors.ts'
import { backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import { databaseError } from './database-error.ts'

/**
 * Work that must be done once before anything can be answered, and that a database which is away holds up.
 */
export type Preparation = {
  /** @throws BanyanError `unavailable` until it is done */
  check(): void
  /** Resolves after the first try, whether it went well or not. */
  readonly tried: Promise<void>
  stop(): void
}

const patience = { firstMs: 250, longestMs: 5_000 }

/**
 * Starts the work and tries again until it is done; what cannot be helped by waiting is logged as an error.
 */
export function prepare(work: () => Promise<void>, log: Logger): Preparation {
  const stopping = new AbortController()
  let done = false
  const attempt = async (failures: number) => {
    try {
      await work()
      done = true
    } catch (thrown) {
      const level = databaseError(thrown).code === 'unavailable' ? 'warn' : 'error'
      log[level]({ err: thrown, failures }, 'not prepared yet')
    }
  }
  const tried = attempt(1)
  void tried.then(async () => {
    for (let failures = 1; !done; failures++) {
      await pause(backOffMs(patience, failures), stopping.signal)
      if (stopping.signal.aborted) return
      await attempt(failures + 1)
    }
  })
  return {
    check: () => {
      if (!done) throw new BanyanError('unavailable', { detail: 'Still starting', retryAfterSeconds: 1 })
    },
    tried,
    stop: () => stopping.abort(),
  }
}
