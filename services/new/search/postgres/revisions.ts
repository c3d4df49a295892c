import { LRUCache } from 'lru-cache'
import type { Database } from '../../kit/database.ts'
import { notImported } from '../../kit/not-imported.ts'
import type { Market } from '../search-store.ts'
import * as words from './word-reads.ts'

/** What state a market's data are in. */
export type Revisions = {
  /** @throws BanyanError `unavailable` where nothing was imported for the market */
  of(market: Market, signal: AbortSignal): Promise<string>
  /** Believes nothing that was read before: after a write of this process. */
  forget(): void
}

/** Counts may be this much behind what another process writes; in exchange most searches ask once less. */
const believedForMs = 250

/** Reads revisions, each at most every quarter of a second. */
export function createRevisions(database: Database): Revisions {
  const believed = new LRUCache<string, string>({ max: 1_000, ttl: believedForMs })
  return {
    of: async ({ channel, currency, locale }, signal) => {
      const key = `${channel} ${currency} ${locale}`
      const known = believed.get(key)
      if (known !== undefined) return known
      const { statement, values } = words.revision
      const given = values({ channel, currency, locale })
      const [row] = await database.read<{ revision: string }>(statement, given, signal)
      if (row === undefined) throw notImported()
      believed.set(key, row.revision)
      return row.revision
    },
    forget: () => believed.clear(),
  }
}
