import type { Output } from '#contracts/operations.ts'

type Category = Output<'listCategories'>['items'][number]

/**
 * Each category's way up: itself, its parent, its parent's parent … A parent that is missing or above itself
 * ends it.
 */
export function lineages(categories: readonly Category[]): ReadonlyMap<string, readonly Category[]> {
  const bySlug = new Map(categories.map((category) => [category.slug, category]))
  const lineageOf = (category: Category) => {
    const lineage = new Set<Category>()
    let at: Category | undefined = category
    while (at !== undefined && !lineage.has(at)) {
      lineage.add(at)
      at = at.parentSlug === null ? undefined : bySlug.get(at.parentSlug)
    }
    return [...lineage]
  }
  return new Map(categories.map((category) => [category.slug, lineageOf(category)]))
}
