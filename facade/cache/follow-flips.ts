import { type Journey, journeys } from '#contracts/operations.ts'
import type { FlagSource, JourneyFlag } from '#flags/flag-source.ts'
import type { AnswerCache } from './answer-cache.ts'
import { flipEffect } from './flip-effect.ts'
import type { Warmer } from './warmer.ts'

/** Throws away and fetches what a flip makes wrong or wanted. @returns what ends it */
export function followFlips(flags: FlagSource, answers: AnswerCache, warmer: Warmer): () => void {
  const known = new Map<Journey, JourneyFlag | null>(
    journeys.map((journey) => [journey, flags.journey(journey)]),
  )

  function follow(journey: Journey): void {
    const after = flags.journey(journey)
    const { purge, warm } = flipEffect(known.get(journey) ?? null, after)
    known.set(journey, after)
    if (purge !== null) {
      answers.purge(({ side, operation }) => side === purge && operation.journey === journey)
    }
    if (warm !== null) void warmer.warm(journey, warm)
  }

  return flags.onChange(() => {
    for (const journey of journeys) follow(journey)
  })
}
