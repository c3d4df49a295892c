import { BanyanError } from '#contracts/errors.ts'
import type { Visited } from '../exchange.ts'
import type { ClientKind, ClientLimits, Verdict } from '../limits/client-limits.ts'
import type { Policy } from '../policy.ts'
import { failure, type Headers, withHeaders } from '../reply.ts'

export type RateLimited = { readonly class: string; readonly kind: ClientKind }

export type RateLimitParts = {
  readonly limits: ClientLimits
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onLimited: (limited: RateLimited) => void
}

/**
 * So many requests of one client and class, and no more: 429 with `Retry-After`. Whoever is under a limit is
 * told how much of it is left. Null: nobody is limited. Source: draft-ietf-httpapi-ratelimit-headers-10.
 */
export function rateLimit(parts: RateLimitParts | null): Policy<Visited> {
  if (parts === null) return (exchange, next) => next(exchange)
  const { limits, now, onLimited } = parts
  return async (exchange, next) => {
    const { operation, client, visitor } = exchange
    const verdict = limits.take(
      {
        address: client.address,
        visitorId: visitor.id,
        visitorSince: visitor.since,
        class: operation.priority,
      },
      { monotonicMs: performance.now(), epochMs: now() },
    )
    if (verdict === null) return next(exchange)
    const headers = headersOf(verdict, operation.priority)
    if (verdict.allowed) return withHeaders(await next(exchange), ...headers)
    onLimited({ class: operation.priority, kind: verdict.kind })
    return withHeaders(failure(tooMany(verdict)), ...headers)
  }
}

/** Why an address may not ask now, or null: for what is no operation and has neither visitor nor class. */
export type LimitAddress = (address: string) => BanyanError | null

/** Limits an address as a stranger's browsing is limited. Null: nobody is limited. */
export function limitAddress(parts: RateLimitParts | null): LimitAddress {
  if (parts === null) return () => null
  const { limits, now, onLimited } = parts
  const stranger = { visitorId: '', visitorSince: null, class: 'browse' } as const
  return (address) => {
    const verdict = limits.take({ ...stranger, address }, { monotonicMs: performance.now(), epochMs: now() })
    if (verdict === null || verdict.allowed) return null
    onLimited({ class: stranger.class, kind: verdict.kind })
    const [policyName = '', policy = '', name = '', left = ''] = headersOf(verdict, stranger.class)
    return tooMany(verdict, { [policyName]: policy, [name]: left })
  }
}

function tooMany({ waitMs }: Verdict, headers: { readonly [name: string]: string } = {}): BanyanError {
  const retryAfterSeconds = Math.max(1, seconds(waitMs))
  return new BanyanError('too-many-requests', { retryAfterSeconds, headers })
}

/** The quota is what may come at once, its window the time in which an empty bucket is full again. */
function headersOf({ rule, remaining, fullInMs }: Verdict, name: string): Headers {
  const window = Math.ceil(rule.burst / rule.perSecond)
  return [
    ...['ratelimit-policy', `"${name}";q=${rule.burst};w=${window}`],
    ...['ratelimit', `"${name}";r=${remaining};t=${seconds(fullInMs)}`],
  ]
}

/** Whole seconds, rounded up; but for a hair's breadth, since a sum of fractions is no whole number. */
function seconds(ms: number): number {
  return Math.ceil(ms / 1_000 - 1e-6)
}
