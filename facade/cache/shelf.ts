import { type Operation, operations } from '#contracts/operations.ts'
import { type Side, sides } from '#contracts/sides.ts'
import { type CacheKeys, createCacheKeys } from './cache-key.ts'
import { type CacheRule, cacheRuleOf } from './cache-rule.ts'

/**
 * How the cache took part in an answer. hit: it had it. stale: it had an old one, and fetches a new one.
 * coalesced: another shopper had just asked. miss: it had to ask. spare: it asked, the side failed, and it
 * had an old one.
 */
export type CacheOutcome = 'hit' | 'stale' | 'coalesced' | 'miss' | 'spare'

export const cacheOutcomes: readonly CacheOutcome[] = ['hit', 'stale', 'coalesced', 'miss', 'spare']

/** All answers of one side to one operation: how they are kept, and what is told about them. */
export type Shelf = {
  readonly operation: Operation
  readonly side: Side
  readonly rule: CacheRule
  readonly keys: CacheKeys
  readonly outcomes: { [O in CacheOutcome]: number }
  /** Answers on it now, and their bytes with keys. */
  readonly held: { entries: number; bytes: number }
  evictions: number
  refreshes: number
  failedRefreshes: number
  /** Asked for before anybody did, because visitors come over from the other side. */
  warmed: number
  /** Times that everything on it was thrown away; an answer asked for before the last time is gone. */
  purges: number
  /** Times that its side's data changed; an answer asked for before the last time only stands in. */
  changes: number
}

/** One shelf per side for every operation whose answers may be kept. */
export class Shelves {
  readonly #of = new Map<Operation, { readonly [S in Side]: Shelf }>()

  constructor(of: readonly Operation[] = operations) {
    for (const operation of of) {
      const rule = cacheRuleOf(operation)
      if (rule !== null) {
        this.#of.set(operation, {
          legacy: createShelf(operation, 'legacy', rule),
          new: createShelf(operation, 'new', rule),
        })
      }
    }
  }

  /** Null: the operation's answers are never kept. */
  of(operation: Operation, side: Side): Shelf | null {
    return this.#of.get(operation)?.[side] ?? null
  }

  all(): readonly Shelf[] {
    return [...this.#of.values()].flatMap((both) => sides.map((side) => both[side]))
  }
}

function createShelf(operation: Operation, side: Side, rule: CacheRule): Shelf {
  return {
    ...{ operation, side, rule, keys: createCacheKeys(operation, side) },
    outcomes: { hit: 0, stale: 0, coalesced: 0, miss: 0, spare: 0 },
    held: { entries: 0, bytes: 0 },
    ...{ evictions: 0, refreshes: 0, failedRefreshes: 0, warmed: 0, purges: 0, changes: 0 },
  }
}
