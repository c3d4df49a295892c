import { LRUCache } from 'lru-cache'
import type { Secrets } from '#contracts/signature.ts'
import { readTesterToken, type TesterClaims } from '#contracts/tester-token.ts'

/** What a tester token claims; null where it is forged, malformed or expired. */
export type ReadOverride = (token: string) => TesterClaims | null

const remembered = 1_000

/**
 * Reads tester tokens; the signature of each is checked once, its expiry every time.
 * @param now milliseconds
 */
export function createReadOverride(secrets: Secrets, now: () => number): ReadOverride {
  const known = new LRUCache<string, TesterClaims>({ max: remembered })

  function read(token: string): TesterClaims | null {
    const claims = known.get(token) ?? readTesterToken(token, secrets)
    if (claims !== null) known.set(token, claims)
    return claims
  }

  return (token) => {
    const claims = read(token)
    return claims !== null && now() < claims.exp * 1000 ? claims : null
  }
}
