import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import type { ImportTarget } from './import-target.ts'

/** A target for tests that shows what it holds. */
export type MemoryImportTarget = ImportTarget & {
  readonly trees: () => readonly CategoryTree[]
  /** By slug. */
  readonly products: ReadonlyMap<string, ProductRecord>
}

/** A target that lives and dies with its process. */
export function createMemoryImportTarget(): MemoryImportTarget {
  let trees: readonly CategoryTree[] = []
  const products = new Map<string, ProductRecord>()
  const generations = new Map<string, string>()
  return {
    trees: () => trees,
    products,
    putCategories: async (next) => {
      trees = next
    },
    putProducts: async (generation, records) => {
      for (const record of records) {
        products.set(record.slug, record)
        generations.set(record.slug, generation)
      }
    },
    sweep: async (generation) => {
      const gone = [...products.keys()].filter((slug) => generations.get(slug) !== generation)
      for (const slug of gone) products.delete(slug)
      return gone.length
    },
  }
}
