import type { Logger } from '#contracts/process/log.ts'
import { type ClientAnswer, clientAnswer } from './client-answer.ts'
import type { FlagStore, Snapshot } from './flag-store.ts'

export type Served = { readonly snapshot: Snapshot; readonly answer: ClientAnswer }

/**
 * What one server hands out: the flags in memory, read anew after every change, kept while the store is away.
 */
export interface ServedFlags {
  /** Null until the store has been read once. */
  current(): Served | null
  /** Whether the last reading worked. */
  storeAnswers(): boolean
  /** Reads the store anew; resolves when what was stored before the call is served, or the store is away. */
  refresh(): Promise<void>
  /** Resolves when that revision is served, or the store is away. */
  reach(revision: number): Promise<void>
  onChange(listener: (before: Snapshot, after: Snapshot) => void): void
  close(): void
}

const retryAfterMs = 500

export function createServedFlags(
  store: Pick<FlagStore, 'read' | 'held' | 'watch'>,
  log: Logger,
): ServedFlags {
  const listeners = new Set<(before: Snapshot, after: Snapshot) => void>()
  let served: Served | null = null
  let answers = true
  let reading: Promise<void> | null = null
  let next: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function readOnce(): Promise<void> {
    clearTimeout(timer)
    try {
      take(await store.read())
      answers = true
    } catch (error) {
      if (answers && !closed) log.warn({ err: error }, 'the flags cannot be read anew; those in memory serve')
      answers = false
      takeHeld()
      if (!closed) timer = setTimeout(refresh, retryAfterMs)
    }
  }
  function takeHeld(): void {
    const held = store.held()
    if (held) take(held)
  }
  function take(snapshot: Snapshot): void {
    const before = served?.snapshot
    // A store that is not seeded yet must not look like one without journeys.
    if (closed || snapshot.features.length === 0 || before?.revision === snapshot.revision) return
    served = { snapshot, answer: clientAnswer(snapshot) }
    for (const listener of listeners) listener(before ?? { revision: 0, features: [] }, snapshot)
  }
  /** A reading under way may have begun before the change: then one more follows, shared by all who wait. */
  function refresh(): Promise<void> {
    if (!reading) {
      reading = readOnce().finally(() => {
        reading = null
      })
      return reading
    }
    next ??= reading.then(() => {
      next = null
      return refresh()
    })
    return next
  }

  /** What the store did while it was away is there already: a store that hangs is not waited for. */
  async function reach(revision: number): Promise<void> {
    if (served) takeHeld()
    const reading = refresh()
    if ((served?.snapshot.revision ?? -1) < revision) await reading
  }

  store.watch(() => void refresh())
  return {
    current: () => served,
    storeAnswers: () => answers,
    refresh,
    reach,
    onChange: (listener) => {
      listeners.add(listener)
    },
    close: () => {
      closed = true
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
