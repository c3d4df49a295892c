// Vendure's products as records of the catalogue feed: one edition for each channel, currency and locale.
import type { Edition, ProductRecord } from '#contracts/catalog-records.ts'
import type { Output } from '#contracts/operations.ts'
import { breach, type Fields, inner, key, list } from '../shared/reading.ts'
import { moneyOf, productOf, rangeOf } from './catalog.map.ts'

type Product = Output<'getProduct'>
type Variant = Product['variants'][number]

/** A product in one locale, with what joins it to its prices in other currencies. */
export type LocalProduct = {
  readonly id: string
  readonly updatedAt: string
  readonly content: Product
  /** SKU → Vendure's id of the variant. */
  readonly variantIds: ReadonlyMap<string, string>
}

/** Prices by Vendure's id of the variant. */
export type Prices = ReadonlyMap<string, Variant['price']>

/** The products of an answer in one locale; those without variants are left out. */
export function localProductsOf(data: Fields, view: { currency: string; baseUrl: string }): LocalProduct[] {
  const found = list(inner(data, 'products', ''), 'items', '/products', (product, at) => {
    const content = productOf(product, at, view)
    if (content === null) return null
    const variants = list(product, 'variants', at, (variant, place) => ({
      id: key(variant, 'id', place),
      sku: key(variant, 'sku', place),
      updatedAt: timeOf(variant, place),
    }))
    return {
      id: key(product, 'id', at),
      updatedAt: [timeOf(product, at), ...variants.map((variant) => variant.updatedAt)].sort().at(-1) ?? '',
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

/** Ids of all products of an answer, those without variants too. */
export function productIdsOf(data: Fields): string[] {
  return list(inner(data, 'products', ''), 'items', '/products', (product, at) => key(product, 'id', at))
}

/** Product id → variant prices in one currency. */
export function pricesOf(data: Fields, view: { currency: string }): ReadonlyMap<string, Prices> {
  const products = list(inner(data, 'products', ''), 'items', '/products', (product, at) => {
    const prices = list(product, 'variants', at, (variant, place) => {
      return [key(variant, 'id', place), moneyOf(variant, place, view)] as const
    })
    return [key(product, 'id', at), new Map(prices)] as const
  })
  return new Map(products)
}

/** The same product at other prices; null when a variant has none, because it has just come or gone. */
export function repriced(product: LocalProduct, prices: Prices): Product | null {
  const variants: Variant[] = []
  for (const variant of product.content.variants) {
    const price = prices.get(product.variantIds.get(variant.sku) ?? '')
    if (price === undefined) return null
    variants.push({ ...variant, price })
  }
  return { ...product.content, variants, price: rangeOf(variants) }
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
        .at(-1) ?? '',
    editions: editions.map(({ channel, currency, locale, content }) => ({
      channel,
      currency,
      locale,
      content,
    })),
  }
}
