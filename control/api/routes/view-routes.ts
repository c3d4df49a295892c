// What can be read: how everything is, the figures, why a visitor gets a side, and who did what.
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Figures, lastSeconds } from '#kpi/figures/figures.ts'
import type { AuditTrail } from '../../audit/audit-trail.ts'
import type { Monitor } from '../../status/monitor.ts'
import { readQuery, windowField } from '../http/read-input.ts'
import type { Route } from '../http/route.ts'

type Parts = {
  readonly monitor: Pick<Monitor, 'status'>
  readonly figures: Figures
  readonly trail: AuditTrail
  /** Asks the façade: it alone knows what it would do. */
  readonly explain: (query: URLSearchParams) => Promise<unknown>
  readonly now: () => number
}

const window = z.strictObject({ windowSeconds: windowField })
const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  target: z.string().max(64).optional(),
  olderThan: z.uuid().optional(),
})
const question = z.strictObject({
  operation: z.string().min(1).max(64),
  visitor: z.string().max(512).optional(),
  channel: z.string().max(64).optional(),
  country: z.string().max(8).optional(),
  currency: z.string().max(8).optional(),
  locale: z.string().max(35).optional(),
})

export function viewRoutes({ monitor, figures, trail, explain, now }: Parts): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/api/status',
      access: 'operator',
      handle: async () => ({ body: monitor.status() }),
    },
    {
      method: 'get',
      path: '/api/figures',
      access: 'operator',
      handle: async ({ request }) => {
        const { windowSeconds } = readQuery(request, window)
        return { body: await figures.figures(lastSeconds(windowSeconds, now())) }
      },
    },
    {
      method: 'get',
      path: '/api/explain',
      access: 'operator',
      handle: async ({ request }) => {
        const { visitor, ...rest } = readQuery(request, question)
        const asked = Object.entries({ ...rest, visitor: visitorIdOf(visitor) })
        const given = asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
        return { body: await explain(new URLSearchParams(given)) }
      },
    },
    {
      method: 'get',
      path: '/api/audit',
      access: 'operator',
      handle: async ({ request }) => {
        const { limit, target = null, olderThan = null } = readQuery(request, page)
        return { body: { items: await trail.read({ limit, target, olderThan }), waiting: trail.waiting() } }
      },
    },
  ]
}

/**
 * An id, or a visitor's whole token (`id.signature`) as it stands in his cookie; without one somebody new.
 */
function visitorIdOf(text: string | undefined): string {
  const id = text?.split('.')[0]?.trim()
  return id === undefined || id === '' ? randomBytes(16).toString('base64url') : id
}
