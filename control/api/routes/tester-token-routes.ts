// A tester's right to choose the side, made by an operator.
import { z } from 'zod'
import { journeys } from '#contracts/operations.ts'
import type { Secrets } from '#contracts/signature.ts'
import { mintTesterToken, testerHeader } from '#contracts/tester-token.ts'
import type { AuditTrail } from '../../audit/audit-trail.ts'
import { readBody, reasonField } from '../http/read-input.ts'
import type { Route } from '../http/route.ts'

type Parts = { readonly trail: AuditTrail; readonly secrets: Secrets; readonly now: () => number }

const request = z.strictObject({
  side: z.enum(['legacy', 'new']),
  journey: z.enum(['*', ...journeys]).default('*'),
  ttlSeconds: z.number().int().min(60).max(86_400).default(3_600),
  reason: reasonField.default('no reason given'),
})

export function testerTokenRoutes({ trail, secrets, now }: Parts): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/api/tester-tokens',
      access: 'operator',
      handle: async ({ request: sent, operator }) => {
        const { side, journey, ttlSeconds, reason } = readBody(sent, request)
        const exp = Math.floor(now() / 1000) + ttlSeconds
        const expiresAt = new Date(exp * 1000).toISOString()
        const claims = { side, journey, expiresAt }
        const { name: actor, via } = operator
        const act = {
          actor,
          via,
          action: 'tester-token.issued',
          target: journey,
          reason,
          before: null,
        } as const
        const token = await trail.record({ ...act, withoutStore: 'refuse' }, async () => ({
          result: mintTesterToken({ side, journey, exp }, secrets),
          after: claims,
        }))
        return { status: 201, body: { ...claims, header: testerHeader, token } }
      },
    },
  ]
}
