// Logging in and out of the console.
import type { Request, Response } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import type { AuditTrail } from '../../audit/audit-trail.ts'
import type { EndedSessions } from '../access/ended-sessions.ts'
import type { Operator } from '../access/identify.ts'
import type { LoginThrottle } from '../access/login-throttle.ts'
import { secretsEqual } from '../access/secrets-equal.ts'
import type { SessionCookies } from '../access/session-cookies.ts'
import { newSession } from '../access/session-token.ts'
import { statedName } from '../access/stated-name.ts'
import { readBody } from '../http/read-input.ts'
import type { Route } from '../http/route.ts'

type Parts = {
  readonly operatorPassword: string
  readonly throttle: LoginThrottle
  readonly ended: EndedSessions
  readonly cookies: SessionCookies
  readonly trail: AuditTrail
  readonly demandSameOrigin: (request: Request) => void
  readonly now: () => number
}

const login = z.strictObject({ password: z.string().max(1024), name: z.string().max(256).optional() })

export function sessionRoutes(parts: Parts): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/api/session',
      access: 'anyone',
      handle: async ({ request, response }) => {
        parts.demandSameOrigin(request)
        const { password, name } = readBody(request, login)
        return { body: await logIn(parts, { request, response }, { password, name: statedName(name) }) }
      },
    },
    {
      method: 'get',
      path: '/api/session',
      access: 'operator',
      handle: async ({ operator }) => ({ body: sessionView(operator) }),
    },
    {
      method: 'delete',
      path: '/api/session',
      access: 'operator',
      handle: async ({ operator, response }) => {
        if (operator.via === 'session') {
          await parts.ended.end(operator.session)
          parts.cookies.clear(response)
          await parts.trail.note(happened('session.closed', operator.name, 'session'), 'done')
        }
        return { status: 204 }
      },
    },
  ]
}

type Login = { readonly password: string; readonly name: string | null }

/**
 * Waits are told and kept before the password is looked at, so that a right guess gains nothing during one.
 */
async function logIn(
  parts: Parts,
  call: { request: Request; response: Response },
  { password, name }: Login,
) {
  const address = call.request.socket.remoteAddress ?? 'unknown'
  const retryAfterSeconds = parts.throttle.waitSeconds(address)
  if (retryAfterSeconds > 0) {
    const detail = `Too many wrong passwords. Try again in ${retryAfterSeconds} s.`
    throw new BanyanError('too-many-requests', { detail, retryAfterSeconds })
  }
  if (!secretsEqual(password, parts.operatorPassword)) {
    parts.throttle.failed(address)
    await parts.trail.note(happened('session.refused', name ?? 'unknown', 'anonymous'), 'refused')
    throw new BanyanError('unauthenticated', { detail: 'The password is not the right one.' })
  }
  parts.throttle.succeeded(address)
  const former = parts.cookies.read(call.request)
  if (former !== null) await parts.ended.end(former)
  const session = newSession(name ?? 'operator', parts.now())
  parts.cookies.set(call.response, session)
  await parts.trail.note(happened('session.opened', session.name, 'session'), 'done')
  return sessionView({ via: 'session', name: session.name, session })
}

function happened(
  action: 'session.opened' | 'session.refused' | 'session.closed',
  actor: string,
  via: 'session' | 'anonymous',
) {
  return { actor, via, action, target: 'control', reason: null, before: null }
}

function sessionView(operator: Operator) {
  const expiresAt = operator.via === 'session' ? new Date(operator.session.expiresAt).toISOString() : null
  return { name: operator.name, via: operator.via, expiresAt }
}
