import { BanyanError } from '#contracts/errors.ts'
import type { Act } from '../flag-admin.ts'
import { sameState } from './edit-feature.ts'
import type {
  Change,
  ChangeType,
  FlagStore,
  HistoryEntry,
  HistoryQuery,
  SeedFeature,
  StoredFeature,
} from './flag-store.ts'

/** A store for tests, which can be told to be away. */
export interface MemoryFlagStore extends FlagStore {
  setAway(away: boolean): void
  /** As if a flag had been deleted by hand. */
  remove(feature: string): void
}

export function createMemoryFlagStore(): MemoryFlagStore {
  return new Memory()
}

class Memory implements MemoryFlagStore {
  readonly #features = new Map<string, StoredFeature>()
  readonly #history: HistoryEntry[] = []
  readonly #watchers = new Set<() => void>()
  #revision = 0
  #away = false

  async read() {
    this.#unlessAway()
    const features = [...this.#features.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    return { revision: this.#revision, features }
  }

  async change({ feature, type, edit, act, ifVersion, above }: Change): Promise<StoredFeature> {
    this.#unlessAway()
    const before = this.#features.get(feature)
    if (!before) throw new BanyanError('not-found', { detail: `There is no flag ${feature}` })
    if (ifVersion !== null && ifVersion !== before.version) throw new BanyanError('precondition-failed')
    const after = edit(before)
    if (sameState(before, after) && above === undefined) return before
    this.#revision = Math.max(this.#revision, above ?? 0)
    return this.#put(after, type, act)
  }

  async seed(seeds: readonly SeedFeature[], act: Act): Promise<void> {
    this.#unlessAway()
    const createdAt = new Date().toISOString()
    const missing = seeds.filter(({ name }) => !this.#features.has(name))
    for (const seed of missing) this.#put({ ...seed, version: 0, createdAt }, 'feature-created', act)
  }

  async history({ features, limit, offset }: HistoryQuery) {
    this.#unlessAway()
    const entries = this.#history.filter(({ feature }) => features === null || features.includes(feature))
    return { entries: entries.slice(offset, offset + limit), total: entries.length }
  }

  held() {
    return null
  }

  watch(onChange: () => void): void {
    this.#watchers.add(onChange)
    queueMicrotask(onChange)
  }

  async close(): Promise<void> {
    this.#watchers.clear()
  }

  setAway(away: boolean): void {
    this.#away = away
    if (!away) this.#tellAll()
  }

  remove(feature: string): void {
    this.#features.delete(feature)
    this.#revision++
    this.#tellAll()
  }

  #put(after: StoredFeature, type: ChangeType, { actor, reason }: Act): StoredFeature {
    const before = this.#features.get(after.name) ?? null
    const id = ++this.#revision
    const stored = { ...after, version: id }
    this.#features.set(after.name, stored)
    const at = new Date().toISOString()
    this.#history.unshift({ id, feature: after.name, type, actor, reason, before, after: stored, at })
    this.#tellAll()
    return stored
  }

  #tellAll(): void {
    for (const watcher of this.#watchers) queueMicrotask(watcher)
  }

  #unlessAway(): void {
    if (this.#away) throw new BanyanError('unavailable')
  }
}
