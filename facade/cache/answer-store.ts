import { LRUCache } from 'lru-cache'
import type { BanyanError } from '#contracts/errors.ts'
import type { Question } from './cache-key.ts'
import { type AgeState, ageState } from './cache-rule.ts'
import type { Flight } from './flight.ts'
import type { KeptBody } from './kept-body.ts'
import type { Shelf } from './shelf.ts'

/** One kept answer. */
export type Entry = {
  readonly key: string
  readonly shelf: Shelf
  readonly question: Question
  /** Null: `error` says that there is no such thing. */
  readonly body: KeptBody | null
  readonly error: BanyanError | null
  /** Bytes that it is counted with. */
  readonly size: number
  /** When the side was asked, milliseconds on the monotonic clock: what it said may be as old as that. */
  readonly askedAt: number
  /** The shelf's, when the side was asked. */
  readonly purges: number
  readonly changes: number
  /** How often it was served, halved with every new answer; tells which keys are hot. */
  served: number
  /** No refresh before that: the last one failed. */
  refreshAt: number
}

/**
 * What an entry costs besides its bytes and its key: objects, tag, its place in the list. Measured: 1.4 to
 * 1.8 kB of heap, 0.5 kB that the allocator loses around the bytes.
 */
const entryOverheadBytes = 2_048
/** Made-up names must not push out what there is. */
const shareOfNegatives = 1 / 16
/** One answer must not push out all others. */
const largestShare = 1 / 8

/** Answers by key, the least recently used ones leave when the bytes are used up. */
export class AnswerStore {
  readonly largestAnswerBytes: number
  readonly #answers: LRUCache<string, Entry>
  readonly #negatives: LRUCache<string, Entry>

  /** @param bytes of answers and keys together */
  constructor(bytes: number) {
    const negativeBytes = Math.floor(bytes * shareOfNegatives)
    this.#answers = createList(bytes - negativeBytes)
    this.#negatives = createList(negativeBytes)
    this.largestAnswerBytes = Math.floor(bytes * largestShare)
  }

  get(key: string): Entry | undefined {
    return this.#answers.get(key) ?? this.#negatives.get(key)
  }

  keep(entry: Entry): void {
    const { key, body } = entry
    const [list, other] = body === null ? [this.#negatives, this.#answers] : [this.#answers, this.#negatives]
    other.delete(key)
    list.set(key, entry)
  }

  delete(key: string): void {
    this.#answers.delete(key)
    this.#negatives.delete(key)
  }

  /** Positive answers, most recently used first. */
  recent(): Iterable<Entry> {
    return this.#answers.values()
  }
}

/** What a flight brought, to be kept. @param served of the entry that it replaces */
export function entryOf(
  flight: Flight,
  what: { readonly body: KeptBody } | { readonly error: BanyanError },
  served: number,
): Entry {
  const { key, call, askedAt, purges, changes } = flight
  const { shelf, question } = call
  const body = 'body' in what ? what.body : null
  return {
    ...{ key, shelf, question, askedAt, purges, changes, body },
    error: 'error' in what ? what.error : null,
    // The values of a key are held a second time, as the question.
    size: entryOverheadBytes + 2 * key.length + (body?.bytes.length ?? 0),
    served: served >> 1,
    refreshAt: 0,
  }
}

/** What may be done with an entry now. @param now milliseconds on the monotonic clock */
export function stateOf(entry: Entry, now: number): AgeState {
  const { shelf, purges, changes, askedAt, body } = entry
  if (purges !== shelf.purges) return 'gone'
  return ageState(
    { ageMs: now - askedAt, isOutdated: changes !== shelf.changes, isNegative: body === null },
    shelf.rule,
  )
}

function createList(maxSize: number): LRUCache<string, Entry> {
  return new LRUCache({
    maxSize,
    sizeCalculation: ({ size }) => size,
    onInsert: ({ shelf: { held }, size }) => {
      held.entries += 1
      held.bytes += size
    },
    dispose: ({ shelf, size }, _key, reason) => {
      shelf.held.entries -= 1
      shelf.held.bytes -= size
      if (reason === 'evict') shelf.evictions += 1
    },
  })
}
