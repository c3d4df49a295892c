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
  if (before && (before.flag.enabled || before.strategies.length > 0)) return false
  if (!before && !(await create(api, journey, act))) return false
  const parameters = { groupId: `${journey}:1`, rollout: '0', stickiness: 'userId' }
  const body = { name: 'flexibleRollout', constraints: [], parameters, segments: [] }
  await api.send('POST', api.environmentPath(journey, '/strategies'), { body, act })
  // Not before there is a rollout: Unleash gives a flag that has none one at 100 % when it is switched on.
  await api.send('POST', api.environmentPath(journey, '/on'), { act })
  return true
}

/** False where another set-up was faster: it goes on with what it has begun. */
async function create(api: UnleashAdminApi, journey: Journey, act: Act): Promise<boolean> {
  const description = `Share of visitors whose ${journey} is answered by the new side`
  const body = { name: flagName(journey), type: 'release', description }
  try {
    await api.send('POST', api.featuresPath, { body, act })
    return true
  } catch (error) {
    if (error instanceof BanyanError && error.code === 'conflict') return false
    throw error
  }
}
