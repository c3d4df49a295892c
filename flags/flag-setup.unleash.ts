import { BanyanError } from '#contracts/errors.ts'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { Act } from './flag-admin.ts'
import { flagName } from './flag-source.ts'
import { createUnleashAdminApi, type UnleashAdminApi, type UnleashAdminOptions } from './unleash-admin-api.ts'

/**
 * Gives a real Unleash the flags of the contract's journeys: drawn by visitor, at 0 %, switched on, in
 * that order, so that at no instant anybody gets the new side. Who has a side keeps it. The embedded
 * server does it by itself.
 * @returns the journeys whose flag was missing, or had no rollout
 */
export async function ensureJourneyFlags(
  options: UnleashAdminOptions,
  act: Act,
): Promise<readonly Journey[]> {
  const api = createUnleashAdminApi(options)
  const made: Journey[] = []
  for (const journey of journeys) {
    if (await ensure(api, journey, act)) made.push(journey)
  }
  return made
}

async function ensure(api: UnleashAdminApi, journey: Journey, act: Act): Promise<boolean> {
  const before = await api.flag(journey)
  if (before && before.strategies.length > 0) return false
  if (!before) await create(api, journey, act)
  // Without strategies Unleash lets everybody in where the flag is on; a rollout must not turn them out.
  const rollout = before?.flag.enabled ? '100' : '0'
  const parameters = { groupId: `${journey}:1`, rollout, stickiness: 'userId' }
  const body = { name: 'flexibleRollout', constraints: [], parameters, segments: [] }
  await api.send('POST', api.environmentPath(journey, '/strategies'), { body, act })
  if (!before) await api.send('POST', api.environmentPath(journey, '/on'), { act })
  return true
}

/** Two may start at once; then the other's flag is as good. */
async function create(api: UnleashAdminApi, journey: Journey, act: Act): Promise<void> {
  const description = `Share of visitors whose ${journey} is answered by the new side`
  const body = { name: flagName(journey), type: 'release', description }
  try {
    await api.send('POST', api.featuresPath, { body, act })
  } catch (error) {
    if (!(error instanceof BanyanError) || error.code !== 'conflict') throw error
  }
}
