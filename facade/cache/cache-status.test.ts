import { cacheStatus } from './cache-status.ts'

test.each([
  [{ outcome: 'hit', ttlMs: 29_100, stored: false }, 'Banyan; hit; ttl=30'],
  [{ outcome: 'stale', ttlMs: -5_000, stored: false }, 'Banyan; hit; ttl=-5; detail=revalidating'],
  [{ outcome: 'miss', ttlMs: 30_000, stored: true }, 'Banyan; fwd=miss; stored; ttl=30'],
  [{ outcome: 'miss', ttlMs: 30_000, stored: false }, 'Banyan; fwd=miss; ttl=30'],
  [{ outcome: 'coalesced', ttlMs: 30_000, stored: true }, 'Banyan; fwd=miss; collapsed; ttl=30'],
  [{ outcome: 'spare', ttlMs: -90_000, stored: false }, 'Banyan; fwd=stale; ttl=-90; detail=stale-if-error'],
] as const)('%j reads as %s', (cached, text) => {
  expect(cacheStatus(cached)).toBe(text)
})
