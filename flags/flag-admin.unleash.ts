import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import { type Journey, journeys } from '#contracts/operations.ts'
import type { Act, FlagAdmin, FlagChange } from './flag-admin.ts'
import { changesOf, type UnleashEvent, unleashEvent } from './flag-history.ts'
import { flagName, type JourneyFlag } from './flag-source.ts'
import {
  type AdminFlag,
  type AdminStrategy,
  createUnleashAdminApi,
  readAs,
  type UnleashAdminApi,
  type UnleashAdminOptions,
} from './unleash-admin-api.ts'

type Wanted = {
  readonly act: Act
  readonly ifVersion: string | undefined
  /** Whether the flag stands so already. */
  readonly holds: (flag: JourneyFlag) => boolean
  readonly send: (current: AdminFlag) => Promise<unknown>
}

/**
 * Changes flags through the Unleash admin API.
 * On the embedded server `ifVersion` is held by the server, and actor and reason are in its history. A
 * real Unleash offers neither: there the version is compared just before writing, the actor is the token's
 * owner, the reason is empty, and control's audit has both.
 */
export function createUnleashFlagAdmin(options: UnleashAdminOptions): FlagAdmin {
  const api = createUnleashAdminApi(options)
  return {
    list: async () => {
      const flags = await Promise.all(journeys.map((journey) => api.flag(journey)))
      return flags.filter((flag) => flag !== null).map(({ flag }) => flag)
    },
    setPercent: async (journey, percent, act, ifVersion) => {
      if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
        throw new BanyanError('invalid-request', { detail: 'percent must be a whole number from 0 to 100' })
      }
      return change(api, journey, {
        ...{ act, ifVersion },
        holds: (flag) => flag.percent === percent,
        send: ({ strategies, etag }) => {
          const { id, ...strategy } = rolloutOf(journey, strategies)
          const parameters = { ...strategy.parameters, rollout: String(percent) }
          const path = api.environmentPath(journey, `/strategies/${encodeURIComponent(id)}`)
          return api.send('PUT', path, { act, ifMatch: etag, body: { ...strategy, parameters } })
        },
      })
    },
    setEnabled: (journey, enabled, act, ifVersion) =>
      enabled || ifVersion !== undefined
        ? change(api, journey, {
            ...{ act, ifVersion },
            holds: (flag) => flag.enabled === enabled,
            send: ({ strategies, etag }) => {
              // A real Unleash gives a flag without strategies one at 100 % when it is switched on.
              if (enabled) rolloutOf(journey, strategies)
              return api.send('POST', switchPath(api, journey, enabled), { act, ifMatch: etag })
            },
          })
        : kill(api, journey, act),
    history: async (journey, limit) => {
      const all = await Promise.all((journey ? [journey] : journeys).map((one) => history(api, one, limit)))
      const newestFirst = all.flat().sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
      return newestFirst.slice(0, limit)
    },
  }
}

const attempts = 5

/**
 * Reads, compares, writes, reads. Without `ifVersion` somebody else's change in between means trying again.
 */
async function change(api: UnleashAdminApi, journey: Journey, wanted: Wanted): Promise<JourneyFlag> {
  for (let attempt = 1; ; attempt++) {
    const current = await found(api, journey)
    if (wanted.ifVersion !== undefined && wanted.ifVersion !== current.flag.version) {
      throw new BanyanError('precondition-failed')
    }
    if (wanted.holds(current.flag)) return current.flag
    try {
      await wanted.send(current)
    } catch (error) {
      const overtaken = error instanceof BanyanError && error.code === 'precondition-failed'
      if (!overtaken || wanted.ifVersion !== undefined || attempt === attempts) throw error
      continue
    }
    return readBack(api, journey)
  }
}

/** Waits for no reading: it works also where the flag is in a state that nobody understands. */
async function kill(api: UnleashAdminApi, journey: Journey, act: Act): Promise<JourneyFlag> {
  await api.send('POST', switchPath(api, journey, false), { act })
  return readBack(api, journey)
}

function switchPath(api: UnleashAdminApi, journey: Journey, enabled: boolean): string {
  return api.environmentPath(journey, enabled ? '/on' : '/off')
}

async function readBack(api: UnleashAdminApi, journey: Journey): Promise<JourneyFlag> {
  try {
    return (await found(api, journey)).flag
  } catch (cause) {
    throw new BanyanError('unavailable', { detail: 'The change is stored, but cannot be read back', cause })
  }
}

async function found(api: UnleashAdminApi, journey: Journey): Promise<AdminFlag> {
  const flag = await api.flag(journey)
  if (!flag) throw new BanyanError('not-found', { detail: `There is no flag ${flagName(journey)}` })
  return flag
}

function rolloutOf(journey: Journey, strategies: readonly AdminStrategy[]): AdminStrategy {
  const rollout = strategies.find((strategy) => strategy.name === 'flexibleRollout')
  if (rollout) return rollout
  throw new BanyanError('not-found', { detail: `${flagName(journey)} has no flexibleRollout strategy` })
}

const eventPage = z.looseObject({ events: z.array(unleashEvent), total: z.number() })
const pageSize = 200

/** Not every event is a change, so pages are read until there are enough. */
async function history(
  api: UnleashAdminApi,
  journey: Journey,
  limit: number,
): Promise<readonly FlagChange[]> {
  const current = await api.flag(journey)
  if (!current) return []
  const events: UnleashEvent[] = []
  for (;;) {
    const query = { feature: `IS:${flagName(journey)}`, limit: pageSize, offset: events.length }
    const page = readAs(eventPage, await api.get('/search/events', query))
    events.push(...page.events)
    const changes = changesOf(journey, api.environment, events, current.flag)
    if (changes.length >= limit || page.events.length < pageSize) return changes.slice(0, limit)
  }
}
