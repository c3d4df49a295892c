// What the import brings, as what search keeps.
import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import type { Output } from '#contracts/operations.ts'
import { lineages } from '../../kit/category-lineage.ts'
import { type JsonText, jsonText } from '../../kit/json-text.ts'
import { nameKey } from '../../kit/name-key.ts'
import { type ProductSummary, productSummary } from '../../kit/product-summary.map.ts'
import { normaliseSku, wordsOf } from '../query/normalise.ts'

type Product = Output<'getProduct'>

/** A facet value with its names. */
export type FacetValue = {
  readonly facet: string
  readonly value: string
  readonly facetName: string
  readonly valueName: string
}

/** One product as one market finds it. */
export type DocumentRow = {
  readonly channel: string
  readonly currency: string
  readonly locale: string
  readonly slug: string
  readonly name: string
  readonly nameKey: string
  readonly nameWords: readonly string[]
  /** Words of facets, options and variants. */
  readonly traitWords: readonly string[]
  readonly categoryWords: readonly string[]
  readonly descriptionWords: readonly string[]
  readonly priceMinor: number
  readonly prices: readonly number[]
  readonly facets: readonly FacetValue[]
  readonly skus: readonly string[]
  /** Slugs of the categories that it is put in, without those above them. */
  readonly categories: readonly string[]
  readonly summary: JsonText<ProductSummary>
}

export type SearchCategory = {
  readonly slug: string
  readonly name: string
  readonly nameWords: readonly string[]
  readonly lineage: readonly string[]
}

/**
 * Longest description that is read, in words: enough for any product page, too short for an attack on the
 * index.
 */
const mostDescriptionWords = 2_000

/** One row per market that sells the product; of two editions for one market the later counts. */
export function documentRows(record: ProductRecord): DocumentRow[] {
  const rows = record.editions.map(({ channel, currency, locale, content }) => ({
    channel,
    currency,
    locale,
    ...documentOf(content),
  }))
  return [...new Map(rows.map((row) => [`${row.channel} ${row.currency} ${row.locale}`, row])).values()]
}

function documentOf(product: Product): Omit<DocumentRow, 'channel' | 'currency' | 'locale'> {
  const { name, variants } = product
  return {
    slug: product.slug,
    name,
    nameKey: nameKey(name),
    nameWords: wordsOf(name),
    traitWords: distinct(traitsOf(product).flatMap(wordsOf)),
    categoryWords: distinct(product.categories.flatMap((category) => wordsOf(category.name))),
    descriptionWords: distinct(wordsOf(product.description).slice(0, mostDescriptionWords)),
    priceMinor: product.price.min.amountMinor,
    prices: distinct(variants.map(({ price }) => price.amountMinor)),
    facets: product.facets.flatMap(facetValues),
    skus: distinct(variants.map(({ sku }) => normaliseSku(sku))),
    categories: product.categories.map(({ slug }) => slug),
    summary: jsonText(productSummary(product)),
  }
}

function traitsOf({ facets, options, variants }: Product): string[] {
  return [
    ...facets.flatMap(({ values }) => values.map((value) => value.name)),
    ...options.flatMap(({ values }) => values.map((value) => value.name)),
    ...variants.map((variant) => variant.name),
  ]
}

function facetValues({ code, name, values }: Product['facets'][number]): FacetValue[] {
  return values.map((value) => ({
    facet: code,
    value: value.code,
    facetName: name,
    valueName: value.name,
  }))
}

/** The categories of a tree as search knows them. */
export function searchCategories({ tree }: CategoryTree): SearchCategory[] {
  const above = lineages(tree.items)
  return tree.items.map(({ slug, name }) => ({
    slug,
    name,
    nameWords: wordsOf(name),
    lineage: (above.get(slug) ?? []).map((category) => category.slug),
  }))
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
