import { BanyanError } from '#contracts/errors.ts'
import { sameState } from './edit-feature.ts'
import type { ChangeType, FlagStore, HistoryEntry, StoredFeature } from './flag-store.ts'

/** A store for tests, which can be told to be away. */
export interface MemoryFlagStore extends FlagStore {
  setAway(away: boolean): void
  /** As if a flag had been deleted by hand. */
  remove(feature: string): void
}

export function createMemoryFlagStore(): MemoryFlagStore {
  const features = new Map<string, StoredFeature>()
  const history: HistoryEntry[] = []
  const watchers = new Set<() => void>()
  let revision = 0
  let away = false

  function tellAll(): void {
    for (const watcher of watchers) queueMicrotask(watcher)
  }
  function unlessAway(): void {
    if (away) throw new BanyanError('unavailable')
  }
  function put(
    after: StoredFeature,
    type: ChangeType,
    act: { actor: string; reason: string },
  ): StoredFeature {
    const before = features.get(after.name) ?? null
    const stored = { ...after, version: ++revision }
    features.set(after.name, stored)
    const at = new Date().toISOString()
    const { actor, reason } = act
    history.unshift({ id: revision, feature: after.name, type, actor, reason, before, after: stored, at })
    tellAll()
    return stored
  }
  return {
    read: async () => {
      unlessAway()
      return { revision, features: [...features.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) }
    },
    change: async ({ feature, type, edit, act, ifVersion }) => {
      unlessAway()
      const before = features.get(feature)
      if (!before) throw new BanyanError('not-found', { detail: `There is no flag ${feature}` })
      if (ifVersion !== null && ifVersion !== before.version) throw new BanyanError('precondition-failed')
      const after = edit(before)
      return sameState(before, after) ? before : put(after, type, act)
    },
    seed: async (seeds, act) => {
      unlessAway()
      for (const seed of seeds) {
        if (features.has(seed.name)) continue
        put({ ...seed, version: 0, createdAt: new Date().toISOString() }, 'feature-created', act)
      }
    },
    history: async (query) => {
      unlessAway()
      const entries = history.filter((e) => query.features === null || query.features.includes(e.feature))
      return { entries: entries.slice(query.offset, query.offset + query.limit), total: entries.length }
    },
    watch: (onChange) => {
      watchers.add(onChange)
    },
    setAway: (value) => {
      away = value
      if (!away) tellAll()
    },
    remove: (feature) => {
      features.delete(feature)
      revision++
      tellAll()
    },
    close: async () => watchers.clear(),
  }
}
