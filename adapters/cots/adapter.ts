// The adapter kit: what a suite's folder offers to the rest of the house. Recipe: CONTRIBUTING.md, "Add a
// suite".
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import type { Market } from '#contracts/markets.ts'
import type { Capability, Handlers } from '#contracts/operations.ts'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'

/** A prefix of the suite's own API that passes through the façade unchanged. */
export type PassthroughRoute = {
  /** e.g. `/shop-api` */
  readonly prefix: string
}

/** What every suite adapter is made from; what one suite needs beside it, it reads from `options`. */
export type AdapterSettings = {
  /** Base of the suite, e.g. `http://127.0.0.1:8100`. */
  readonly baseUrl: string
  readonly markets: readonly [Market, ...Market[]]
  /** Suite specific, from `LEGACY_OPTIONS` (JSON object); unknown names are refused by the adapter. */
  readonly options: { readonly [name: string]: unknown }
  /**
   * Every call to the suite is told to it, and none is repeated without its leave: one for the whole side. An
   * adapter without one makes its own.
   */
  readonly retries?: RetryBudget
}

export type FeedPage<Item> = {
  readonly items: readonly Item[]
  /** Where the next page starts; null at the end. Stays valid when the reader comes back later. */
  readonly cursor: string | null
  /** How many there are in all, as far as the suite knows. */
  readonly total: number
}

/**
 * The suite's catalogue as a resumable stream. Pages are ordered by something that does not move while it is
 * read;
 * an item may come twice, none may be missed. `changedSince` (RFC 3339) narrows to what changed at or after
 * it where
 * the suite can; where it cannot, everything comes. Rejects only with `BanyanError`.
 */
export interface CatalogFeed {
  readonly incremental: boolean
  readCategories(signal: AbortSignal): Promise<readonly CategoryTree[]>
  readProducts(
    request: { cursor: string | null; changedSince: string | null; limit: number },
    signal: AbortSignal,
  ): Promise<FeedPage<ProductRecord>>
}

/**
 * A suite's implementation of the contract. Stateless and safe for any number of calls at once; every
 * rejection is a
 * `BanyanError` (`not-found`, `upstream-unreachable`, `upstream-failed`, `upstream-contract-violation`,
 * `deadline-exceeded`); every field of every answer is named in a `*.map.ts`.
 */
export interface Adapter {
  readonly suite: string
  /** What this suite has; a missing capability is a reason in the decision, never a stub. */
  readonly capabilities: ReadonlySet<Capability>
  readonly operations: Partial<Handlers>
  readonly passthrough: readonly PassthroughRoute[]
  readonly catalogFeed: CatalogFeed | null
  /** Resolves when the suite answers. */
  ping(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export type CreateAdapter = (settings: AdapterSettings) => Adapter
