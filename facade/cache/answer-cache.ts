// The cache as policies and operators see it: what is kept, what is on its way, what is thrown away.
import { BanyanError } from '#contracts/errors.ts'
import type { Operation } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { Decided } from '../exchange.ts'
import type { Next } from '../policy.ts'
import type { Reply } from '../reply.ts'
import { AnswerStore, type Entry, entryOf } from './answer-store.ts'
import type { SharedCall } from './behind-cache.ts'
import { Flight } from './flight.ts'
import { bytesOf, keptBody } from './kept-body.ts'
import { type Shelf, Shelves } from './shelf.ts'

export type AnswerCacheParts = {
  /** All answers and keys together. */
  readonly bytes: number
  /** Milliseconds on the monotonic clock. */
  readonly now: () => number
}

/** Calls that fetch a new answer while nobody waits. */
const mostInBackground = 16
const pauseAfterFailureMs = 1_000

/** Both sides' answers to the operations that declare a cache policy. */
export class AnswerCache {
  readonly bytes: number
  readonly now: () => number
  readonly #shelves = new Shelves()
  readonly #store: AnswerStore
  readonly #flying = new Map<string, Flight>()
  #inBackground = 0
  /** The way to the sides, as it was when it was last gone. */
  #next: Next<Decided> | null = null

  constructor({ bytes, now }: AnswerCacheParts) {
    this.bytes = bytes
    this.now = now
    this.#store = new AnswerStore(bytes)
  }

  /** Null: the operation's answers are never kept. */
  shelf(operation: Operation, side: Side): Shelf | null {
    return this.#shelves.of(operation, side)
  }

  shelves(): readonly Shelf[] {
    return this.#shelves.all()
  }

  get(key: string): Entry | undefined {
    return this.#store.get(key)
  }

  /** Kept answers, most recently used first. */
  recent(): Iterable<Entry> {
    return this.#store.recent()
  }

  /** The call for that key that is under way, if what it will bring is not old already. */
  flying(key: string): Flight | null {
    const flight = this.#flying.get(key)
    return flight?.isCurrent() ? flight : null
  }

  /** Asks the side for somebody who waits. */
  ask(key: string, call: SharedCall, next: Next<Decided>): Flight {
    return this.#start(key, call, { next, isBackground: false })
  }

  /** Asks the side while nobody waits, where there is room for it. Null: not now. */
  askInBackground(key: string, call: SharedCall, next: Next<Decided>): Flight | null {
    if (this.#inBackground >= mostInBackground || this.flying(key) !== null) return null
    this.#inBackground += 1
    const flight = this.#start(key, call, { next, isBackground: true })
    void flight.landed.then(() => {
      this.#inBackground -= 1
    })
    return flight
  }

  /** Asks the side by the way that was gone before. Null: not now. */
  askAgain(key: string, call: SharedCall): Flight | null {
    return this.#next === null ? null : this.askInBackground(key, call, this.#next)
  }

  /** Fetches a new answer for one that is old: one call at a time, not again right after a failure. */
  refresh(entry: Entry, call: SharedCall, next: Next<Decided>): void {
    if (this.now() < entry.refreshAt) return
    const flight = this.askInBackground(entry.key, call, next)
    if (flight === null) return
    entry.shelf.refreshes += 1
    void flight.landed.then(({ error }) => {
      if (error === null || error.code === 'not-found') return
      entry.shelf.failedRefreshes += 1
      entry.refreshAt = this.now() + pauseAfterFailureMs
    })
  }

  /** Nothing of these shelves that was asked for until now is ever served again. */
  purge(which: (shelf: Shelf) => boolean): void {
    for (const shelf of this.shelves()) if (which(shelf)) shelf.purges += 1
  }

  /** What these shelves hold is old: it only stands in for a failing side. */
  changed(which: (shelf: Shelf) => boolean): void {
    for (const shelf of this.shelves()) if (which(shelf)) shelf.changes += 1
  }

  /** Ends what is under way; whoever waits gets an error. */
  close(): void {
    for (const flight of this.#flying.values()) flight.end()
  }

  #start(
    key: string,
    call: SharedCall,
    how: { readonly next: Next<Decided>; readonly isBackground: boolean },
  ): Flight {
    const land = (flight: Flight, reply: Reply) => this.#land(flight, reply)
    const flight = new Flight({ key, call, land, ...how }, this.now())
    this.#flying.set(key, flight)
    this.#next = how.next
    return flight
  }

  /** Keeps what may be kept. */
  #land(flight: Flight, reply: Reply): Reply {
    if (this.#flying.get(flight.key) === flight) this.#flying.delete(flight.key)
    if (reply.decision?.side !== flight.call.shelf.side) return reply
    if (reply.error !== null) {
      if (reply.error.code === 'not-found') this.#keepAbsence(flight, reply.error)
      return reply
    }
    return this.#keepAnswer(flight, reply)
  }

  /** A thing that is gone is gone: an older answer does not stand in for it. */
  #keepAbsence(flight: Flight, error: BanyanError): void {
    const { key, call } = flight
    if (!flight.isCurrent()) return
    if (call.shelf.rule.negativeMs === 0) this.#store.delete(key)
    else this.#store.keep(entryOf(flight, { error: withoutCause(error) }, 0))
  }

  #keepAnswer(flight: Flight, reply: Reply): Reply {
    if (reply.body.kind === 'kept') return reply
    const contentType = reply.body.kind === 'bytes' ? reply.body.contentType : 'application/json'
    const bytes = bytesOf(reply.body)
    const { freshMs: ttlMs } = flight.call.shelf.rule
    if (bytes.length > this.#store.largestAnswerBytes) {
      const cached = { outcome: 'miss', ttlMs, stored: false } as const
      return { ...reply, body: { kind: 'bytes', bytes, contentType }, cached }
    }
    const body = keptBody(bytes, contentType)
    const stored = flight.isCurrent()
    if (stored) this.#store.keep(entryOf(flight, { body }, this.#store.get(flight.key)?.served ?? 0))
    return { ...reply, body, cached: { outcome: 'miss', ttlMs, stored } }
  }
}

/** What a shopper is told, and nothing that would be kept alive with it. */
function withoutCause({ code, detail, errors }: BanyanError): BanyanError {
  return new BanyanError(code, { ...(detail === undefined ? {} : { detail }), errors })
}
