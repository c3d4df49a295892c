import type { Registry } from 'prom-client'
import type { FlagSource } from '#flags/flag-source.ts'
import { exposeCache } from '../metrics/cache-metrics.ts'
import type { Random } from '../random.ts'
import { AnswerCache } from './answer-cache.ts'
import { followFlips } from './follow-flips.ts'
import { followChanges, type Invalidations } from './invalidations.ts'
import { Warmer } from './warmer.ts'

export type CacheSettings = {
  /** What kept answers and their keys may take. */
  readonly bytes: number
  readonly invalidations: Invalidations
  /** What the suite tells, where it does. */
  readonly suiteChanges?: Invalidations | null
}

type Ground = { readonly flags: FlagSource; readonly registry: Registry; readonly random: Random }

export type OpenCache = { readonly answers: AnswerCache; close(): void }

const pauseBetweenWarmingMs = 50

/** The cache as it runs: seen in the metrics, told of flips and of changes. */
export function openCache(
  { bytes, invalidations, suiteChanges }: CacheSettings,
  { flags, registry, random }: Ground,
): OpenCache {
  const answers = new AnswerCache({ bytes, now: () => performance.now() })
  const warmer = new Warmer({
    ...{ answers, random, pauseMs: pauseBetweenWarmingMs },
    mayAsk: (journey, side) => {
      const flag = flags.journey(journey)
      return side === 'legacy' || (flag?.enabled === true && flag.percent > 0)
    },
  })
  const unfollow = followFlips(flags, answers, warmer)
  followChanges(invalidations, answers, callLater)
  if (suiteChanges) followChanges(suiteChanges, answers, callLater, 'legacy')
  exposeCache(registry, answers)
  return {
    answers,
    close: () => {
      unfollow()
      warmer.stop()
      answers.close()
    },
  }
}

function callLater(ms: number, then: () => void): void {
  setTimeout(then, ms).unref()
}
