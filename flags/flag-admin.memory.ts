import { BanyanError } from '#contracts/errors.ts'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { Act, FlagAdmin, FlagChange } from './flag-admin.ts'
import type { MemoryFlagSource } from './flag-source.memory.ts'
import { flagName, type JourneyFlag } from './flag-source.ts'

type Change = { readonly percent?: number; readonly enabled?: boolean }

/** Changes the flags of a memory source; for tests. */
export function createMemoryFlagAdmin(source: MemoryFlagSource): FlagAdmin {
  const history: FlagChange[] = []

  function set(journey: Journey, change: Change, act: Act, ifVersion: string | undefined): JourneyFlag {
    const before = flagOf(source, journey)
    if (ifVersion !== undefined && ifVersion !== before.version) throw new BanyanError('precondition-failed')
    const { percent = before.percent, enabled = before.enabled } = change
    if (before.percent === percent && before.enabled === enabled) return before
    source.set(journey, change)
    const at = new Date().toISOString()
    history.unshift({ journey, at, ...act, before: stateOf(before), after: { enabled, percent } })
    return flagOf(source, journey)
  }
  return {
    list: async () => journeys.map((journey) => source.journey(journey)).filter((flag) => flag !== null),
    setPercent: async (journey, percent, act, ifVersion) => {
      if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
        throw new BanyanError('invalid-request', { detail: 'percent must be a whole number from 0 to 100' })
      }
      return set(journey, { percent }, act, ifVersion)
    },
    setEnabled: async (journey, enabled, act, ifVersion) => set(journey, { enabled }, act, ifVersion),
    history: async (journey, limit) =>
      history.filter((change) => journey === null || change.journey === journey).slice(0, limit),
  }
}

function flagOf(source: MemoryFlagSource, journey: Journey): JourneyFlag {
  const flag = source.journey(journey)
  if (!flag) throw new BanyanError('not-found', { detail: `There is no flag ${flagName(journey)}` })
  return flag
}

function stateOf({ enabled, percent }: JourneyFlag): FlagChange['after'] {
  return { enabled, percent }
}
