// A flag in Unleash's own shape, checked before it may decide anything, and what a journey's flag is made of.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Journey, journeys } from '#contracts/operations.ts'
import { flagName, type JourneyFlag } from './flag-source.ts'

/** A list that servers leave out or send as null when it is empty. */
export const absentIsEmpty = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? [])

const constraint = z.looseObject({
  contextName: z.string(),
  operator: z.string(),
  values: absentIsEmpty(z.string()),
})

/** A strategy of a flag; a rollout must name a percentage. */
export const strategySchema = z
  .looseObject({
    name: z.string(),
    parameters: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .nullish()
      .transform((parameters) => parameters ?? {}),
    constraints: absentIsEmpty(constraint),
    segments: absentIsEmpty(z.number()),
  })
  .refine((s) => s.name !== 'flexibleRollout' || isPercent(s.parameters.rollout), {
    message: 'rollout is no percentage',
  })

/** One flag as an Unleash server gives it to its clients. */
export const featureSchema = z.looseObject({
  name: z.string().min(1),
  enabled: z.boolean(),
  strategies: absentIsEmpty(strategySchema),
  /** Of the embedded server: changes with every flip. */
  version: z.number().int().optional(),
})

export const segmentSchema = z.looseObject({ id: z.number(), constraints: absentIsEmpty(constraint) })

export type Strategy = z.infer<typeof strategySchema>
export type Feature = z.infer<typeof featureSchema>
export type Segment = z.infer<typeof segmentSchema>

/** Flags that belong together: one answer of a server. */
export type FeatureSet = { readonly features: readonly Feature[]; readonly segments: readonly Segment[] }

const journeyOfFlag: ReadonlyMap<string, Journey> = new Map(journeys.map((j) => [flagName(j), j]))

/** The journey that a flag moves, or null where it moves none. */
export function journeyOf(name: string): Journey | null {
  return journeyOfFlag.get(name) ?? null
}

/** Whether a text or number is a percentage as Unleash's flexibleRollout takes it. */
export function isPercent(value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  const percent = value === '' ? Number.NaN : Number(value)
  return percent >= 0 && percent <= 100
}

type FlagParts = Pick<Feature, 'enabled' | 'strategies' | 'version'>

/**
 * The journey's flag of a feature: percentage and group of its first flexibleRollout.
 * Without one Unleash turns an enabled flag on for everybody, or for whom its other strategies name.
 */
export function journeyFlagOf(journey: Journey, feature: FlagParts): JourneyFlag {
  const rollout = feature.strategies.find((s) => s.name === 'flexibleRollout')
  return {
    journey,
    enabled: feature.enabled,
    percent: rollout ? Number(rollout.parameters.rollout) : feature.strategies.length === 0 ? 100 : 0,
    groupId: String(rollout?.parameters.groupId || flagName(journey)),
    version: feature.version === undefined ? versionOf(feature) : String(feature.version),
  }
}

/**
 * A real Unleash gives a flag no version: what decides, hashed, is one. Equal over its client and its
 * admin API.
 */
function versionOf(feature: FlagParts): string {
  const decides = [feature.enabled, feature.strategies.map(whatDecides)]
  return createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 16)
}

function whatDecides(s: Strategy): unknown {
  const parameters = Object.keys(s.parameters)
    .sort()
    .map((name) => [name, String(s.parameters[name])])
  const constraints = s.constraints.map((c) => [
    c.contextName,
    c.operator,
    [...c.values].sort(),
    c.value ?? '',
    c.inverted ?? false,
    c.caseInsensitive ?? false,
  ])
  return [s.name, parameters, constraints, [...s.segments].sort()]
}
