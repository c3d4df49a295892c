// What stands and what happened: journeys, figures, status; and the acts that move visitors.
import type { Request } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'
import type { Flip, Flips } from '../../flips/flips.ts'
import { etagOf } from '../../flips/if-match.ts'
import type { JourneyHistory } from '../../journeys/journey-history.ts'
import type { JourneyReader } from '../../journeys/journey-reader.ts'
import { changeView } from '../../journeys/journeys-view.ts'
import { readBody, readJourney, readQuery, reasonField, windowField } from '../http/read-input.ts'
import type { Call, Reply, Route } from '../http/route.ts'

type Parts = { readonly reader: JourneyReader; readonly flips: Flips; readonly history: JourneyHistory }

const window = z.strictObject({ windowSeconds: windowField })
const percentage = z.strictObject({ percent: z.number().int().min(0).max(100), reason: reasonField })
const reasoned = z.strictObject({ reason: reasonField })
const perhapsReasoned = z.strictObject({ reason: reasonField.default('no reason given') })
const page = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) })

export function journeyRoutes({ reader, flips, history }: Parts): readonly Route[] {
  const at = <P extends string>(rest: P) => `/api/journeys/:journey${rest}` as const
  return [
    {
      method: 'get',
      path: '/api/journeys',
      access: 'operator',
      handle: async ({ request }) => ({ body: await reader.read(readQuery(request, window).windowSeconds) }),
    },
    {
      method: 'get',
      path: at(''),
      access: 'operator',
      handle: ({ request }) => oneJourney(reader, request),
    },
    {
      method: 'put',
      path: at('/percentage'),
      access: 'operator',
      handle: async (call) => {
        const { percent, reason } = readBody(call.request, percentage)
        return flagReply(await flips.setPercent(flipOf(call, reason), percent))
      },
    },
    {
      method: 'post',
      path: at('/kill'),
      access: 'operator',
      handle: async (call) =>
        flagReply(await flips.kill(flipOf(call, readBody(call.request, perhapsReasoned).reason))),
    },
    {
      method: 'post',
      path: at('/revive'),
      access: 'operator',
      handle: async (call) =>
        flagReply(await flips.revive(flipOf(call, readBody(call.request, reasoned).reason))),
    },
    {
      method: 'get',
      path: at('/history'),
      access: 'operator',
      handle: async ({ request }) => {
        const { limit } = readQuery(request, page)
        const changes = await history(readJourney(request), limit)
        return { body: { items: changes.map(changeView) } }
      },
    },
  ]
}

async function oneJourney(reader: JourneyReader, request: Request): Promise<Reply> {
  const journey = readJourney(request)
  const { items, ...rest } = await reader.read(readQuery(request, window).windowSeconds)
  const item = items.find((candidate) => candidate.journey === journey)
  if (item === undefined) throw new BanyanError('not-found')
  return {
    body: { ...rest, item },
    headers: item.flag === null ? {} : { etag: etagOf(item.flag.version) },
  }
}

function flipOf({ request, operator }: Call, reason: string): Flip {
  return {
    actor: operator.name,
    via: operator.via,
    journey: readJourney(request),
    reason,
    ifMatch: request.get('if-match') ?? null,
  }
}

function flagReply({ journey, enabled, percent, groupId, version }: JourneyFlag): Reply {
  return { body: { journey, enabled, percent, groupId, version }, headers: { etag: etagOf(version) } }
}
