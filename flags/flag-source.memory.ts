import { type Journey, journeys } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import type { Feature } from './feature.ts'
import { createFlagEvaluation } from './flag-evaluation.ts'
import { type FlagSource, type FlagSourceStatus, flagName, type JourneyFlag } from './flag-source.ts'

export type MemoryFlag = {
  readonly percent: number
  readonly enabled: boolean
  readonly groupId: string
  /** As Unleash has them: `{ contextName, operator, values }`. */
  readonly constraints: Feature['strategies'][number]['constraints']
}

/** A flag source for tests: the same evaluation, no server. */
export interface MemoryFlagSource extends FlagSource {
  /** Changes a journey's flag; what is not named stays (at first: 0 %, enabled, group `<journey>:1`). */
  set(journey: Journey, change: Partial<MemoryFlag>): void
  /** As if the server had no such flag. */
  remove(journey: Journey): void
  setStatus(status: FlagSourceStatus): void
}

/** With every journey's flag enabled at 0 %. */
export function createMemoryFlagSource(): MemoryFlagSource {
  const evaluation = createFlagEvaluation(null, silentLog)
  const features = new Map<Journey, Feature>(journeys.map((journey) => [journey, featureAtZero(journey)]))
  const listeners = new Set<(flags: readonly JourneyFlag[]) => void>()
  let version = 1
  let status: FlagSourceStatus = { origin: 'live', connected: true, lastSeenAt: new Date().toISOString() }

  function take(): void {
    evaluation.take({ features: [...features.values()], segments: [] })
    for (const listener of listeners) listener(evaluation.flags())
  }
  take()
  return {
    journey: evaluation.journey,
    isNew: evaluation.isNew,
    status: () => status,
    setStatus: (next) => {
      status = next
    },
    set: (journey, change) => {
      const before = features.get(journey) ?? featureAtZero(journey)
      features.set(journey, { ...changed(before, change), version: ++version })
      take()
    },
    remove: (journey) => {
      features.delete(journey)
      take()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      listeners.clear()
      evaluation.close()
    },
  }
}

function featureAtZero(journey: Journey): Feature {
  const parameters = { groupId: `${journey}:1`, rollout: '0', stickiness: 'userId' }
  const strategy = { name: 'flexibleRollout', parameters, constraints: [], segments: [] }
  return { name: flagName(journey), enabled: true, strategies: [strategy], version: 1 }
}

function changed(before: Feature, change: Partial<MemoryFlag>): Feature {
  const strategies = before.strategies.map((strategy) => ({
    ...strategy,
    constraints: change.constraints ?? strategy.constraints,
    parameters: {
      ...strategy.parameters,
      ...(change.percent === undefined ? {} : { rollout: String(change.percent) }),
      ...(change.groupId === undefined ? {} : { groupId: change.groupId }),
    },
  }))
  return { ...before, strategies, enabled: change.enabled ?? before.enabled }
}
