import { LRUCache } from 'lru-cache'
import { rememberedSeconds, type SuiteChange, type SuiteInbox } from './suite-inbox.ts'

/** For one process alone. @param onTaken told of each change once */
export function createMemorySuiteInbox(onTaken: (change: SuiteChange) => void): SuiteInbox {
  const known = new LRUCache<string, true>({ max: 100_000, ttl: rememberedSeconds * 1000 })
  return {
    take: async (change) => {
      if (known.has(change.id)) return 'known'
      known.set(change.id, true)
      onTaken(change)
      return 'taken'
    },
    close: async () => undefined,
  }
}
