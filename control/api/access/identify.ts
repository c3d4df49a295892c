// Who is calling: an operator by session cookie or by bearer token, or nobody. Fails closed.
import { BanyanError } from '#contracts/errors.ts'
import { secretsEqual } from './secrets-equal.ts'
import { openSession, type Session } from './session-token.ts'
import { statedName } from './stated-name.ts'

export type Operator =
  | { readonly via: 'session'; readonly name: string; readonly session: Session }
  | { readonly via: 'token'; readonly name: string }

/** What proves that somebody is an operator. */
export type Keys = {
  readonly operatorToken: string
  readonly sessionSecrets: readonly string[]
  readonly isEnded: (sessionId: string) => boolean
}

type Headers = {
  readonly authorization?: string | undefined
  readonly cookie?: string | undefined
  readonly [actorHeader]?: string | string[] | undefined
}

/** A token's holder may state a name for the audit trail with it. */
export const actorHeader = 'banyan-actor'
export const sessionCookie = 'banyan_session'

/**
 * The operator behind a request.
 * @throws BanyanError `unauthenticated`; a wrong token is never made good by a valid cookie
 */
export function identify(headers: Headers, keys: Keys, now: number): Operator {
  if (headers.authorization !== undefined) return byToken(headers.authorization, headers[actorHeader], keys)
  const token = cookieOf(headers.cookie, sessionCookie)
  const session = token === null ? null : openSession(token, keys.sessionSecrets, now)
  if (session === null || keys.isEnded(session.id)) {
    throw refusal('Log in, or send the operator token as bearer.')
  }
  return { via: 'session', name: session.name, session }
}

function byToken(authorization: string, actor: string | string[] | undefined, keys: Keys): Operator {
  const [, token] = /^Bearer ([^\s]+)$/i.exec(authorization) ?? []
  if (token === undefined || !secretsEqual(token, keys.operatorToken)) {
    throw refusal('The operator token is not the right one.')
  }
  return { via: 'token', name: statedName(typeof actor === 'string' ? actor : undefined) ?? 'token' }
}

function refusal(detail: string): BanyanError {
  return new BanyanError('unauthenticated', { detail, headers: { 'www-authenticate': 'Bearer' } })
}

/** One cookie's value; null where it is missing or given twice. */
export function cookieOf(header: string | undefined, name: string): string | null {
  const values = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
  return values.length === 1 ? (values[0]?.slice(name.length + 1) ?? null) : null
}
