// What the import brings, as what the stores keep.
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import type { Output } from '#contracts/operations.ts'
import { lineages } from '../kit/category-lineage.ts'
import { type JsonText, jsonText } from '../kit/json-text.ts'
import { nameKey } from '../kit/name-key.ts'
import { type ProductSummary, productSummary } from '../kit/product-summary.map.ts'

export type AnswerRow = {
  readonly channel: string
  readonly currency: string
  readonly locale: string
  readonly slug: string
  readonly body: JsonText<Output<'getProduct'>>
  readonly summary: JsonText<ProductSummary>
  readonly nameKey: string
  /** Lists are ordered by the lowest price, rising and falling alike. */
  readonly priceMinor: number
  readonly categories: readonly string[]
  readonly skus: readonly string[]
}

export type CategoryRow = {
  readonly slug: string
  readonly body: JsonText<Output<'getCategory'>>
  /** Itself and all above it. */
  readonly lineage: readonly string[]
}

/** One row per market that sells the product; of two editions for one market the later counts. */
export function answerRows(record: ProductRecord): AnswerRow[] {
  const rows = record.editions.map(({ channel, currency, locale, content }) => ({
    channel,
    currency,
    locale,
    slug: record.slug,
    body: jsonText(content),
    summary: jsonText(productSummary(content)),
    nameKey: nameKey(content.name),
    priceMinor: content.price.min.amountMinor,
    categories: content.categories.map((category) => category.slug),
    skus: [...new Set(content.variants.map((variant) => variant.sku))],
  }))
  return [...new Map(rows.map((row) => [`${row.channel} ${row.currency} ${row.locale}`, row])).values()]
}

/** Of products given twice the later counts. */
export function latestOfEach(products: readonly ProductRecord[]): ProductRecord[] {
  return [...new Map(products.map((product) => [product.slug, product])).values()]
}

/** The pages of all categories of a tree. */
export function categoryRows({ tree }: CategoryTree): CategoryRow[] {
  const above = lineages(tree.items)
  const children = Map.groupBy(tree.items, (category) => category.parentSlug)
  return tree.items.map((category) => {
    const lineage = above.get(category.slug) ?? [category]
    const below = (children.get(category.slug) ?? []).toSorted((a, b) => a.position - b.position)
    return {
      slug: category.slug,
      lineage: lineage.map(({ slug }) => slug),
      body: jsonText({
        slug: category.slug,
        name: category.name,
        description: category.description,
        parentSlug: category.parentSlug,
        position: category.position,
        image: category.image,
        breadcrumbs: lineage.map(({ slug, name }) => ({ slug, name })).reverse(),
        children: below.map(({ slug, name }) => ({ slug, name })),
      }),
    }
  })
}
