import type { Degraded } from '../degraded.ts'
import type { ClientBucket } from './client-limits.ts'

/** How much of a client's bucket all façades together have taken in the present window. */
export type Total = { readonly taken: number; readonly windowEndsAt: number }

/**
 * Counts that several façades share. `add` resolves with what is there after it; it may be slow or reject:
 * nobody waits for it. Any number of calls at once. Times in milliseconds since 1970.
 */
export interface CountStore {
  add(name: string, taken: number): Promise<Total>
  close(): Promise<void>
}

/** Clients told of in one round, the hungriest first: the store is to be spared, too. */
const mostPerRound = 200
const atOnce = 8
/** Windows end at one moment for all; clocks differ. */
const sameWindowMs = 1_000

/**
 * Tells a store what hungry clients took here, and takes from their buckets what they took elsewhere. The
 * buckets alone decide, so a shopper never waits for the store, and without it each façade limits by
 * itself.
 */
export class SharedCounts {
  readonly #store: CountStore
  readonly #degraded: Degraded
  readonly #lastTotals = new WeakMap<ClientBucket, Total>()
  #hot: ClientBucket[] = []
  #running: Promise<void> | null = null

  constructor(store: CountStore, degraded: Degraded) {
    this.#store = store
    this.#degraded = degraded
  }

  /** A bucket of which much was taken: told of in the next round. */
  add(bucket: ClientBucket): void {
    this.#hot.push(bucket)
  }

  /** One round; joins the one that runs. */
  round(): Promise<void> {
    this.#running ??= this.#tellAll().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  async #tellAll(): Promise<void> {
    const hot = this.#hot
    this.#hot = []
    for (const bucket of hot) bucket.isHot = false
    const told = hot.toSorted((a, b) => b.spent - a.spent).slice(0, mostPerRound)
    for (let from = 0; from < told.length; from += atOnce) {
      const few = told.slice(from, from + atOnce)
      const outcomes = await Promise.all(few.map((bucket) => this.#tell(bucket)))
      // A store that is away would make a round of minutes.
      if (outcomes.includes(false)) return
    }
  }

  /** Whether the store took it. */
  async #tell(bucket: ClientBucket): Promise<boolean> {
    const taken = bucket.takeSpent()
    try {
      const total = await this.#store.add(bucket.name, taken)
      const last = this.#lastTotals.get(bucket)
      this.#lastTotals.set(bucket, total)
      const elsewhere = total.taken - taken - (isSameWindow(last, total) ? last.taken : 0)
      if (elsewhere > 0) bucket.charge(performance.now(), elsewhere, bucket.rule)
      return true
    } catch (error) {
      this.#degraded('rate limit store', error)
      return false
    }
  }
}

function isSameWindow(last: Total | undefined, total: Total): last is Total {
  return last !== undefined && Math.abs(last.windowEndsAt - total.windowEndsAt) < sameWindowMs
}
