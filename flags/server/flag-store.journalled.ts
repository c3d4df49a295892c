import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { settlesWithin } from '#contracts/process/patience.ts'
import type { ActJournal, Journalled } from './act-journal.ts'
import { sameState } from './edit-feature.ts'
import type { Change, FlagStore, Snapshot, StoredFeature } from './flag-store.ts'
import { changeOf, type PendingAct, takingAway, withPending } from './pending-acts.ts'

export type JournalledParts = {
  readonly journal: ActJournal
  readonly log: Logger
  /** How long an act that takes visitors off the new side waits for the store. */
  readonly patienceMs?: number
  readonly now?: () => number
}

/**
 * A store whose kills work without it: what only takes visitors off the new side is served at once, kept in
 * the journal, and written with its history when the store is back, before anything else is. All other
 * changes need the store.
 */
export function createJournalledFlagStore(store: FlagStore, parts: JournalledParts): FlagStore {
  return new Journalling(store, parts)
}

class Journalling implements FlagStore {
  readonly #store: FlagStore
  readonly #parts: Required<JournalledParts>
  #known: Journalled
  #flushing: Promise<void> | null = null

  constructor(store: FlagStore, parts: JournalledParts) {
    this.#store = store
    this.#parts = { patienceMs: 800, now: Date.now, ...parts }
    this.#known = readOrNothing(parts)
  }

  async read(): Promise<Snapshot> {
    let snapshot = await this.#store.read()
    if (this.#known.pending.length > 0) {
      await this.#flush()
      snapshot = await this.#store.read()
    }
    // A store that is not seeded yet knows nothing that is worth keeping.
    if (snapshot.features.length === 0) return snapshot
    if (snapshot.revision !== this.#known.snapshot?.revision) void this.#keep({ ...this.#known, snapshot })
    return withPending(snapshot, this.#known.pending)
  }

  async change(change: Change): Promise<StoredFeature> {
    const before = this.held()?.features.find(({ name }) => name === change.feature)
    const what = before === undefined ? null : takingAway(change, before)
    const written = this.#write(change)
    if (before === undefined || what === null) return written
    if (await settlesWithin(this.#parts.patienceMs, written)) {
      const stored = await written.catch((error: unknown) => unlessAway(error))
      if (stored !== null) return stored
    }
    if (change.ifVersion !== null && change.ifVersion !== before.version) {
      throw new BanyanError('precondition-failed')
    }
    const after = change.edit(before)
    return sameState(before, after) ? before : this.#goOn(change, what)
  }

  /** Nothing may be written past what waits: a revival before its kill would be undone by it. */
  async #write(change: Change): Promise<StoredFeature> {
    if (this.#known.pending.length > 0) await this.#flush()
    return this.#store.change(change)
  }

  async #goOn({ feature, act }: Change, what: PendingAct['what']): Promise<StoredFeature> {
    const { now, log } = this.#parts
    const revision = (this.held()?.revision ?? 0) + 1
    const entry: PendingAct = { feature, what, act, at: new Date(now()).toISOString(), revision }
    log.error({ act: entry }, 'the store of flags is away: the act is served, and waits for it on disk')
    await this.#keep({ ...this.#known, pending: [...this.#known.pending, entry] })
    const after = this.held()?.features.find(({ name }) => name === feature)
    if (after === undefined) throw new BanyanError('not-found')
    return after
  }

  /** Writes what waits, oldest first, once for all who ask meanwhile. */
  #flush(): Promise<void> {
    this.#flushing ??= this.#flushAll().finally(() => {
      this.#flushing = null
    })
    return this.#flushing
  }

  async #flushAll(): Promise<void> {
    for (;;) {
      const [first] = this.#known.pending
      if (first === undefined) return
      const above = this.held()?.revision ?? first.revision
      try {
        await this.#store.change(changeOf(first, above))
        this.#parts.log.warn({ act: first }, 'the store of flags has taken what waited')
      } catch (thrown) {
        const error = asBanyanError(thrown)
        if (error.code === 'unavailable') throw error
        this.#parts.log.error({ act: first, err: error }, 'an act that waited cannot be carried out')
      }
      const snapshot = await this.#store.read()
      await this.#keep({ snapshot, pending: this.#known.pending.filter((entry) => entry !== first) })
    }
  }

  /** A disk that fails must not stop a kill: then memory alone knows, until the store is back. */
  async #keep(known: Journalled): Promise<void> {
    this.#known = known
    try {
      await this.#parts.journal.write(known)
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the journal of flags cannot be written')
    }
  }

  held(): Snapshot | null {
    const { snapshot, pending } = this.#known
    return snapshot === null ? null : withPending(snapshot, pending)
  }

  seed: FlagStore['seed'] = (features, act) => this.#store.seed(features, act)
  history: FlagStore['history'] = (query) => this.#store.history(query)
  watch: FlagStore['watch'] = (onChange) => this.#store.watch(onChange)
  close: FlagStore['close'] = () => this.#store.close()
}

/** A journal that cannot be read is no reason not to start; that something may be lost is told. */
function readOrNothing({ journal, log }: JournalledParts): Journalled {
  try {
    return journal.read()
  } catch (error) {
    log.error({ err: error }, 'the journal of flags cannot be read: what waited in it is lost')
    return { snapshot: null, pending: [] }
  }
}

function unlessAway(error: unknown): null {
  if (error instanceof BanyanError && error.code === 'unavailable') return null
  throw error
}
