// Which part of a server's answer is believed. A flag server that is ill must move nobody.
import { z } from 'zod'
import {
  type Feature,
  type FeatureSet,
  featureSchema,
  journeyOf,
  type Segment,
  segmentSchema,
} from './feature.ts'

export type Accepted =
  | {
      readonly kind: 'taken'
      readonly set: FeatureSet
      /** What was odd about it and how it was read, for the operator. */
      readonly doubts: readonly string[]
    }
  | { readonly kind: 'refused'; readonly why: string }

const answer = z.looseObject({
  features: z.array(z.unknown()),
  segments: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
})

/**
 * Reads an answer of a flag server.
 * Refused as a whole: what is no list of flags, and a list without any journey's flag (a wrong token, an
 * emptied store). A journey's flag that is malformed keeps its previous form. A journey that is missing is
 * believed missing.
 */
export function acceptFeatures(raw: unknown, previous: FeatureSet | null): Accepted {
  const parsed = answer.safeParse(raw)
  if (!parsed.success) return { kind: 'refused', why: 'the answer is no list of flags' }
  const doubts: string[] = []
  const features: Feature[] = []
  for (const one of parsed.data.features) {
    const feature = readFeature(one, previous, doubts)
    if (feature) features.push(feature)
  }
  if (!features.some((feature) => journeyOf(feature.name))) {
    return { kind: 'refused', why: 'the list holds no flag of a journey' }
  }
  features.sort((a, b) => (a.name < b.name ? -1 : 1))
  const segments = parsed.data.segments.map(readSegment).filter((segment) => segment !== null)
  return { kind: 'taken', set: { features, segments }, doubts }
}

function readFeature(raw: unknown, previous: FeatureSet | null, doubts: string[]): Feature | null {
  const parsed = featureSchema.safeParse(raw)
  if (parsed.success) return drawnByVisitor(parsed.data, doubts)
  const name = nameOf(raw)
  if (name === null || journeyOf(name) === null) return null
  const before = previous?.features.find((feature) => feature.name === name)
  doubts.push(`${name} is malformed; ${before ? 'its previous form stays' : 'it is left out'}`)
  return before ?? null
}

function nameOf(raw: unknown): string | null {
  const name = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : null
  return typeof name === 'string' ? name : null
}

/**
 * A draw at random would send a visitor to and fro with every request; Unleash's screen offers it all the
 * same.
 */
function drawnByVisitor(feature: Feature, doubts: string[]): Feature {
  const random = (s: Feature['strategies'][number]) =>
    s.name === 'flexibleRollout' && s.parameters.stickiness === 'random'
  if (journeyOf(feature.name) === null || !feature.strategies.some(random)) return feature
  doubts.push(`${feature.name} draws at random; it is drawn by visitor`)
  const strategies = feature.strategies.map((s) =>
    random(s) ? { ...s, parameters: { ...s.parameters, stickiness: 'userId' } } : s,
  )
  return { ...feature, strategies }
}

/** A segment that cannot be read is left out; Unleash then lets nobody in who needs it. */
function readSegment(raw: unknown): Segment | null {
  const parsed = segmentSchema.safeParse(raw)
  return parsed.success ? parsed.data : null
}
