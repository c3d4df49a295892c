import { Unleash } from 'unleash-client'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type FeatureSet, journeyFlagOf, journeyOf } from './feature.ts'
import { flagName, type JourneyFlag, type Subject } from './flag-source.ts'
import { HeldFeatures } from './held-features.ts'

/** Where Unleash wants to know how often each flag was yes and no; null: nowhere. */
export type UsageReport = {
  readonly url: string
  readonly token: string
  readonly appName: string
  readonly intervalMs: number
}

/**
 * Flags in memory and Unleash's own evaluation of them: murmur3 of `groupId:visitorId`, constraints,
 * segments.
 */
export interface FlagEvaluation {
  take(set: FeatureSet): void
  flags(): readonly JourneyFlag[]
  journey(journey: Journey): JourneyFlag | null
  /** Never throws; what cannot be evaluated is legacy. */
  isNew(journey: Journey, subject: Subject): boolean
  close(): void
}

const flagNames = Object.fromEntries(journeys.map((j) => [j, flagName(j)])) as Readonly<
  Record<Journey, string>
>

export function createFlagEvaluation(usage: UsageReport | null, log: Logger): FlagEvaluation {
  const held = new HeldFeatures()
  const unleash = createEvaluator(held, usage)
  unleash.on('error', (error) => log.debug({ err: error }, 'unleash evaluation'))
  unleash.on('warn', (warning) => log.debug({ warning }, 'unleash evaluation'))
  let flags: ReadonlyMap<Journey, JourneyFlag> = new Map()
  return {
    take: (set) => {
      held.take(set)
      flags = journeyFlags(set)
    },
    flags: () => [...flags.values()],
    journey: (journey) => flags.get(journey) ?? null,
    isNew: (journey, { visitorId, channel, country, currency, locale }) => {
      if (!flags.has(journey)) return false
      try {
        const properties = { channel, country, currency, locale }
        return unleash.isEnabled(flagNames[journey], { userId: visitorId, properties })
      } catch (error) {
        log.debug({ err: error, journey }, 'a flag could not be evaluated')
        return false
      }
    },
    close: () => unleash.destroy(),
  }
}

function createEvaluator(held: HeldFeatures, usage: UsageReport | null): Unleash {
  return new Unleash({
    url: usage?.url ?? 'http://127.0.0.1/',
    appName: usage?.appName ?? 'banyan',
    repository: held,
    skipInstanceCountWarning: true,
    disableMetrics: usage === null,
    metricsInterval: usage?.intervalMs ?? 0,
    customHeaders: usage ? { authorization: usage.token } : {},
  })
}

function journeyFlags(set: FeatureSet): ReadonlyMap<Journey, JourneyFlag> {
  const flags = new Map<Journey, JourneyFlag>()
  for (const feature of set.features) {
    const journey = journeyOf(feature.name)
    if (journey) flags.set(journey, journeyFlagOf(journey, feature))
  }
  return flags
}
