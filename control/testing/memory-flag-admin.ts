import { BanyanError } from '#contracts/errors.ts'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { Act, FlagAdmin, FlagChange } from '#flags/flag-admin.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'

/** A flag server for tests that can go away. */
export type MemoryFlagAdmin = FlagAdmin & { away: boolean }

/** Every journey's flag, enabled at 0 %. */
export function createMemoryFlagAdmin(): MemoryFlagAdmin {
  const flags = new Map<Journey, { enabled: boolean; percent: number; version: number }>()
  for (const journey of journeys) flags.set(journey, { enabled: true, percent: 0, version: 1 })
  const changes: FlagChange[] = []
  const read = (journey: Journey): JourneyFlag => {
    if (admin.away) throw new BanyanError('unavailable', { detail: 'The flag server is away.' })
    const flag = flags.get(journey)
    if (flag === undefined) throw new BanyanError('not-found')
    return { journey, ...flag, groupId: `${journey}:1`, version: String(flag.version) }
  }
  const change = (
    journey: Journey,
    wish: { enabled?: boolean; percent?: number },
    act: Act,
    ifVersion: string | undefined,
  ): JourneyFlag => {
    const { enabled, percent, version } = read(journey)
    if (ifVersion !== undefined && ifVersion !== version) throw new BanyanError('precondition-failed')
    const before = { enabled, percent }
    const after = { ...before, ...wish }
    flags.set(journey, { ...after, version: Number(version) + 1 })
    changes.unshift({ ...act, journey, at: new Date().toISOString(), before, after })
    return read(journey)
  }
  const admin: MemoryFlagAdmin = {
    away: false,
    list: async () => journeys.map(read),
    setPercent: async (journey, percent, act, ifVersion) => change(journey, { percent }, act, ifVersion),
    setEnabled: async (journey, enabled, act, ifVersion) => change(journey, { enabled }, act, ifVersion),
    history: async (journey, limit) =>
      changes.filter((made) => journey === null || made.journey === journey).slice(0, limit),
  }
  return admin
}
