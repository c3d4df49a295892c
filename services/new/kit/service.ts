// What a rebuilt capability hands to the kit: how it answers its operations, and where its data comes in.
import type { CallContext } from '#contracts/call-context.ts'
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import type { Capability, Handlers, Input, OperationId, Output } from '#contracts/operations.ts'
import type { JsonText } from './json-text.ts'

/**
 * One operation answered as JSON text. The input is validated, the context checked against the markets.
 * Rejects only with a `BanyanError`; honours `context.signal`; may run any number of times at once.
 */
export type Answerer<Id extends OperationId> = (
  input: Input<Id>,
  context: CallContext,
) => Promise<JsonText<Output<Id>>>

/** All operations of one capability. */
export type Answerers<C extends Capability> = { [Id in keyof Handlers<C>]: Answerer<Id & OperationId> }

/** How many records a write met, and how many of them differed from what was there. */
export type Written = { readonly received: number; readonly changed: number }

/**
 * Where the import writes. Each call is one transaction and idempotent: the same call again changes nothing.
 * Last write wins, so one importer at a time. Rejects only with a `BanyanError`.
 */
export interface CatalogueSink {
  /** Replaces the trees of the channels and locales that are given; others stay. */
  putCategories(trees: readonly CategoryTree[]): Promise<void>
  /** Inserts or replaces whole products and marks them with the generation of this import. */
  putProducts(generation: string, products: readonly ProductRecord[]): Promise<Written>
  /**
   * Removes products that were not written under the generation; only after a complete import. Refused with
   * `conflict` when nothing at all was written under it: that would empty the shop.
   */
  sweep(generation: string): Promise<{ readonly removed: number }>
}

/** One rebuilt capability. */
export type Service<C extends Capability> = {
  readonly capability: C
  readonly answerers: Answerers<C>
  readonly sink: CatalogueSink
}

export type AnyService = { [C in Capability]: Service<C> }[Capability]
