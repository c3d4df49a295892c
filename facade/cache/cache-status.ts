import type { Cached } from '../reply.ts'

/** What the cache did, for those who may see it. Source: RFC 9211 §2. */
export function cacheStatus({ outcome, ttlMs, stored }: Cached): string {
  const ttl = `ttl=${Math.ceil(ttlMs / 1_000)}`
  switch (outcome) {
    case 'hit':
      return `Banyan; hit; ${ttl}`
    case 'stale':
      return `Banyan; hit; ${ttl}; detail=revalidating`
    case 'coalesced':
      return `Banyan; fwd=miss; collapsed; ${ttl}`
    case 'miss':
      return `Banyan; fwd=miss${stored ? '; stored' : ''}; ${ttl}`
    case 'spare':
      return `Banyan; fwd=stale; ${ttl}; detail=stale-if-error`
  }
}
