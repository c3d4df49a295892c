// What an operation's declared cache policy means for an answer of a certain age: pure.
import type { Operation } from '#contracts/operations.ts'

/** Ages at which an answer changes its state, milliseconds. */
export type CacheRule = {
  readonly freshMs: number
  readonly staleMs: number
  readonly spareMs: number
  /** "There is no such thing"; 0: not kept. */
  readonly negativeMs: number
}

/**
 * fresh: served. stale: served, while a new one is fetched behind the shopper's back. spare: served only when
 * the side fails. gone: as if it had never been there.
 */
export type AgeState = 'fresh' | 'stale' | 'spare' | 'gone'

/** Null: the operation's answers are never kept. @throws Error where a declaration makes no sense */
export function cacheRuleOf(
  operation: Pick<Operation, 'id' | 'method' | 'safe' | 'authentication' | 'cache'>,
): CacheRule | null {
  const { id, method, safe, authentication, cache } = operation
  if (cache === null) return null
  if (!safe || method !== 'GET') throw new Error(`${id} is no safe read, and declares a cache policy`)
  if (authentication !== null) throw new Error(`${id} answers one customer, and declares a cache policy`)
  const { ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds, negativeTtlSeconds } = cache
  const freshMs = ttlSeconds * 1_000
  const staleMs = freshMs + staleWhileRevalidateSeconds * 1_000
  const spareMs = Math.max(staleMs, freshMs + staleIfErrorSeconds * 1_000)
  return { freshMs, staleMs, spareMs, negativeMs: negativeTtlSeconds * 1_000 }
}

export type Age = {
  readonly ageMs: number
  /** Its side's data have changed since it was asked for. */
  readonly isOutdated: boolean
  /** It says that there is no such thing. */
  readonly isNegative: boolean
}

/** What may be done with an answer of that age. */
export function ageState({ ageMs, isOutdated, isNegative }: Age, rule: CacheRule): AgeState {
  if (isNegative) return !isOutdated && ageMs < rule.negativeMs ? 'fresh' : 'gone'
  if (ageMs >= rule.spareMs) return 'gone'
  if (isOutdated || ageMs >= rule.staleMs) return 'spare'
  return ageMs < rule.freshMs ? 'fresh' : 'stale'
}
