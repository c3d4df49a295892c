import { LRUCache } from 'lru-cache'
import type { Secrets } from '#contracts/signature.ts'
import {
  mintedAt,
  mintVisitorId,
  mintVisitorToken,
  readVisitorToken,
  visitorCookie,
  visitorHeader,
} from '#contracts/visitor-token.ts'
import type { Authenticated, Visited, Visitor } from '../exchange.ts'
import { cookieValue } from '../http/cookie.ts'
import type { Policy } from '../policy.ts'
import type { Random } from '../random.ts'
import { type Headers, withHeaders } from '../reply.ts'

export type VisitorSettings = {
  readonly secrets: Secrets
  readonly random: Random
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Secure cookies always; else only where the request came by https. */
  readonly alwaysSecure: boolean
}

const thirteenMonthsSeconds = 395 * 24 * 3600
/** Verified tokens that are remembered, so that a visitor's second request costs no HMAC. */
const remembered = 50_000

/** Who shops: a signed cookie or header of ours; forged or missing means a new visitor, and a new token. */
export function visitor(settings: VisitorSettings): Policy<Authenticated, Visited> {
  const known = new LRUCache<string, Visitor>({ max: remembered })

  function recognise(token: string): Visitor | null {
    const cached = known.get(token)
    if (cached !== undefined) return cached
    const id = readVisitorToken(token, settings.secrets)
    if (id === null) return null
    const current = mintVisitorToken(id, settings.secrets)
    const found = { id, newToken: token === current ? null : current, since: mintedAt(id) }
    known.set(token, found)
    return found
  }

  function mint(): Visitor {
    const now = settings.now()
    const id = mintVisitorId(now, settings.random(12, 'base64url'))
    return { id, newToken: mintVisitorToken(id, settings.secrets), since: now }
  }

  return async (exchange, next) => {
    const token = exchange.headers[visitorHeader] ?? cookieValue(exchange.headers.cookie, visitorCookie)
    const visitor = (typeof token === 'string' ? recognise(token) : null) ?? mint()
    const reply = await next({ ...exchange, visitor })
    if (visitor.newToken === null) return reply
    return withHeaders(reply, ...handOver(visitor.newToken, exchange, settings))
  }
}

function handOver(token: string, exchange: Authenticated, settings: VisitorSettings): Headers {
  const secure = settings.alwaysSecure || exchange.client.protocol === 'https'
  const rules = `Path=/; Max-Age=${thirteenMonthsSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return ['set-cookie', `${visitorCookie}=${token}; ${rules}`, visitorHeader, token]
}
