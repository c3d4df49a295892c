import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'

/**
 * Where a catalogue is imported to: one rebuilt capability's ingestion. Every call is idempotent and may be
 * repeated after any outcome. Rejects only with `BanyanError`; where its code's `retryHelps` is set the
 * importer tries again.
 */
export interface ImportTarget {
  putCategories(trees: readonly CategoryTree[], signal: AbortSignal): Promise<void>
  /** Writes products as they are now, marked with the generation. */
  putProducts(generation: string, products: readonly ProductRecord[], signal: AbortSignal): Promise<void>
  /**
   * Removes every product that was not written under the generation. @returns how many, null if it does not
   * say
   */
  sweep(generation: string, signal: AbortSignal): Promise<number | null>
}
