import type { Logger } from '#contracts/process/log.ts'
import type { FlagStore } from './flag-store.ts'
import { journeyFeatures } from './journey-features.ts'

export type Seeding = {
  /** Resolves when the first attempt has ended, well or not. */
  readonly firstAttempt: Promise<void>
  stop(): void
}

const retryAfterMs = 1_000

/** Prepares a store and adds the journeys' flags that are missing, as often as it takes. */
export function seedUntilDone(prepare: () => Promise<void>, store: FlagStore, log: Logger): Seeding {
  const act = { actor: 'banyan', reason: 'a journey of the contract' }
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let told = ''
  async function attempt(): Promise<void> {
    try {
      await prepare()
      await store.seed(journeyFeatures(), act)
    } catch (error) {
      // Not each time anew: a database that is away for an hour is one trouble.
      if (String(error) !== told && !stopped)
        log.error({ err: error }, 'the store of flags cannot be prepared')
      told = String(error)
      if (!stopped) timer = setTimeout(attempt, retryAfterMs)
    }
  }
  return {
    firstAttempt: attempt(),
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
