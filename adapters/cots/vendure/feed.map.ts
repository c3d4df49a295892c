// Vendure's products as records of the catalogue feed: one edition for each channel, currency and locale.
import type { Edition, ProductRecord } from '#contracts/catalog-records.ts'
import type { Output } from '#contracts/operations.ts'
import { breach, type Fields, inner, key, list, text } from '../shared/reading.ts'
import { moneyOf, productOf, rangeOf, type View } from './catalog.map.ts'
import type { SuiteCodes } from './suite-codes.ts'

type Product = Output<'getProduct'>
type Variant = Product['variants'][number]

/** A product in one locale and currency, with what joins it to its words and prices in others. */
export type FeedProduct = {
  readonly id: string
  readonly updatedAt: string
  readonly content: Product
  /** SKU → Vendure's id of the variant. */
  readonly variantIds: ReadonlyMap<string, string>
}

/** Prices by Vendure's id of the variant. */
export type Prices = ReadonlyMap<string, Variant['price']>

/** What a product is called in another language. */
export type Words = {
  readonly name: string
  readonly description: string
  /** Option code → its name, and value code → the value's name. */
  readonly options: ReadonlyMap<
    string,
    { readonly name: string; readonly values: ReadonlyMap<string, string> }
  >
  /** By Vendure's id of the variant. */
  readonly variants: ReadonlyMap<string, string>
}

const products = <T>(data: Fields, read: (product: Fields, at: string) => T): T[] =>
  list(inner(data, 'products', ''), 'items', '/products', read)

/** Ids of the products of an answer. */
export const productIdsOf = (data: Fields): string[] =>
  products(data, (product, at) => key(product, 'id', at))

/** The products of an answer; those without variants are left out. */
export function feedProductsOf(data: Fields, view: View): FeedProduct[] {
  const found = products(data, (product, at) => {
    const content = productOf(product, at, view)
    if (content === null) return null
    const variants = list(product, 'variants', at, (variant, place) => ({
      id: key(variant, 'id', place),
      sku: key(variant, 'sku', place),
      updatedAt: timeOf(variant, place),
    }))
    const times = [timeOf(product, at), ...variants.map(({ updatedAt }) => updatedAt)]
    return {
      id: key(product, 'id', at),
      updatedAt: times.sort().at(-1) ?? '',
      content,
      variantIds: new Map(variants.map(({ sku, id }) => [sku, id])),
    }
  })
  return found.filter((product) => product !== null)
}

function timeOf(of: Fields, pointer: string): string {
  const time = new Date(key(of, 'updatedAt', pointer))
  if (Number.isNaN(time.getTime())) throw breach(`${pointer}/updatedAt`, 'must be a date and time')
  return time.toISOString()
}

/** Product id → its words. */
export function wordsOf(data: Fields): ReadonlyMap<string, Words> {
  const nameBy = (name: string) => (of: Fields, at: string) =>
    [key(of, name, at), key(of, 'name', at)] as const
  return new Map(
    products(data, (product, at) => {
      const options = list(product, 'optionGroups', at, (group, place) => {
        const values = new Map(list(group, 'options', place, nameBy('code')))
        return [key(group, 'code', place), { name: key(group, 'name', place), values }] as const
      })
      const words = {
        name: key(product, 'name', at),
        description: text(product, 'description', at),
        options: new Map(options),
        variants: new Map(list(product, 'variants', at, nameBy('id'))),
      }
      return [key(product, 'id', at), words]
    }),
  )
}

/** Product id → variant prices in one currency. */
export function pricesOf(data: Fields, view: { currency: string }): ReadonlyMap<string, Prices> {
  return new Map(
    products(data, (product, at) => {
      const prices = list(product, 'variants', at, (variant, place) => {
        return [key(variant, 'id', place), moneyOf(variant, place, view)] as const
      })
      return [key(product, 'id', at), new Map(prices)]
    }),
  )
}

/** The same product at other prices; null when a variant has none, because it has just come or gone. */
export function repriced(product: FeedProduct, prices: Prices): Product | null {
  const variants: Variant[] = []
  for (const variant of product.content.variants) {
    const price = prices.get(product.variantIds.get(variant.sku) ?? '')
    if (price === undefined) return null
    const { sku, name, options, stock, images } = variant
    variants.push({ sku, name, options, price, stock, images })
  }
  const { slug, name, description, categories, facets, options, stock, images } = product.content
  const price = rangeOf(variants)
  return { slug, name, description, categories, facets, options, variants, price, stock, images }
}

/** The same product in other words; what has none, because it has just come, keeps its own. */
export function reworded(product: FeedProduct, words: Words, codes: SuiteCodes): FeedProduct {
  const { content } = product
  const wordsOfVariant = (sku: string) => words.variants.get(product.variantIds.get(sku) ?? '')
  const categoryName = new Map([...codes.categoryById.values()].map(({ slug, name }) => [slug, name]))
  const named = new Map(
    [...codes.valueById.values()].map((known) => [`${known.facet.code}:${known.value.code}`, known]),
  )
  const facetName = new Map([...named.values()].map(({ facet }) => [facet.code, facet.name]))
  return {
    id: product.id,
    updatedAt: product.updatedAt,
    variantIds: product.variantIds,
    content: {
      slug: content.slug,
      name: words.name,
      description: words.description,
      categories: content.categories.map(({ slug, name }) => ({
        slug,
        name: categoryName.get(slug) ?? name,
      })),
      facets: content.facets.map(({ code, name, values }) => ({
        code,
        name: facetName.get(code) ?? name,
        values: values.map((value) => ({
          code: value.code,
          name: named.get(`${code}:${value.code}`)?.value.name ?? value.name,
        })),
      })),
      options: content.options.map(({ code, name, values }) => {
        const option = words.options.get(code)
        return {
          code,
          name: option?.name ?? name,
          values: values.map((value) => ({
            code: value.code,
            name: option?.values.get(value.code) ?? value.name,
          })),
        }
      }),
      variants: content.variants.map(({ sku, name, options, price, stock, images }) => {
        const own = wordsOfVariant(sku) ?? name
        return { sku, name: own, options, price, stock, images: images.map(({ url }) => ({ url, alt: own })) }
      }),
      price: content.price,
      stock: content.stock,
      images: content.images.map(({ url }) => ({ url, alt: words.name })),
    },
  }
}

/** The record of one product from its editions; the latest time of change counts. */
export function recordOf(
  editions: readonly (Edition<Product> & { readonly updatedAt: string })[],
): ProductRecord | null {
  const [first] = editions
  if (first === undefined) return null
  return {
    slug: first.content.slug,
    updatedAt:
      editions
        .map(({ updatedAt }) => updatedAt)
        .toSorted()
        .at(-1) ?? first.updatedAt,
    editions: editions.map(({ channel, currency, locale, content }) => ({
      channel,
      currency,
      locale,
      content,
    })),
  }
}
