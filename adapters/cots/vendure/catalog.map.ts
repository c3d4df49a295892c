// Vendure's catalogue in the contract's words; golden cases in catalog.map.test.ts.
import type { components } from '#contracts/generated/openapi.ts'
import type { Output } from '#contracts/operations.ts'
import { breach, type Fields, inner, key, list, text, whole } from '../shared/reading.ts'
import { imageOf } from './image.map.ts'

type Category = Output<'listCategories'>['items'][number]
type CategoryLink = components['schemas']['CategoryLink']
type Product = Output<'getProduct'>
type Summary = Output<'listProducts'>['items'][number]
type Money = components['schemas']['Money']
type StockLevel = components['schemas']['StockLevel']

/** What a map must know beside the answer. */
export type View = {
  readonly currency: string
  readonly baseUrl: string
  /** The categories of a product by its id, where the answer was asked without them. */
  readonly categoriesOf?: (productId: string) => readonly CategoryLink[] | undefined
}

/** A collection, not yet in its place. */
export type Collection = {
  readonly id: string
  readonly parentId: string
  readonly rank: number
  readonly slug: string
  readonly name: string
  readonly description: string
  readonly image: Category['image']
}

const stockLevels: ReadonlyMap<string, StockLevel> = new Map([
  ['IN_STOCK', 'in-stock'],
  ['LOW_STOCK', 'low-stock'],
  ['OUT_OF_STOCK', 'out-of-stock'],
])

const bestFirst: readonly StockLevel[] = ['in-stock', 'low-stock', 'out-of-stock']

/** Texts by code units. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** One collection of an answer. */
export function collectionOf(
  collection: Fields,
  pointer: string,
  { baseUrl }: { baseUrl: string },
): Collection {
  const name = key(collection, 'name', pointer)
  return {
    id: key(collection, 'id', pointer),
    parentId: key(collection, 'parentId', pointer),
    rank: whole(collection, 'position', pointer),
    slug: key(collection, 'slug', pointer),
    name,
    description: text(collection, 'description', pointer),
    image: imageIn(collection, pointer, { alt: name, baseUrl }),
  }
}

/**
 * The tree from its collections: parents before children, positions from 0; a hidden parent's child is a
 * root.
 */
export function treeOf(collections: readonly Collection[]): Output<'listCategories'> {
  const byId = new Map(collections.map((collection) => [collection.id, collection]))
  const below = Map.groupBy(collections, ({ parentId }) => (byId.has(parentId) ? parentId : null))
  const branch = (parentId: string | null): Category[] =>
    (below.get(parentId) ?? []).toSorted(byRank).flatMap((collection, position) => [
      {
        slug: collection.slug,
        name: collection.name,
        description: collection.description,
        parentSlug: parentId === null ? null : (byId.get(parentId)?.slug ?? null),
        position,
        image: collection.image,
      },
      ...branch(collection.id),
    ])
  return { items: branch(null) }
}

const byRank = (a: { rank: number; id: string }, b: { rank: number; id: string }) =>
  a.rank - b.rank || byCodeUnits(a.id, b.id)

/** One category; null for Vendure's hidden root. */
export function categoryOf(collection: Fields, view: { baseUrl: string }): Output<'getCategory'> | null {
  const at = '/collection'
  const own = collectionOf(collection, at, view)
  const way = list(collection, 'breadcrumbs', at, (crumb, pointer) => linkOf(crumb, pointer)).slice(1)
  if (way.length === 0) return null
  const siblings = list(inner(collection, 'parent', at), 'children', `${at}/parent`, rankOf).sort(byRank)
  const children = list(collection, 'children', at, (child, pointer) => ({
    rank: rankOf(child, pointer),
    link: linkOf(child, pointer),
  }))
  return {
    slug: own.slug,
    name: own.name,
    description: own.description,
    parentSlug: way.at(-2)?.slug ?? null,
    position: Math.max(
      0,
      siblings.findIndex(({ id }) => id === own.id),
    ),
    image: own.image,
    breadcrumbs: way,
    children: children.sort((a, b) => byRank(a.rank, b.rank)).map(({ link }) => link),
  }
}

const rankOf = (collection: Fields, pointer: string) => ({
  id: key(collection, 'id', pointer),
  rank: whole(collection, 'position', pointer),
})

const linkOf = (of: Fields, pointer: string): CategoryLink => ({
  slug: key(of, 'slug', pointer),
  name: key(of, 'name', pointer),
})

/** What lists show of a product; null for one without variants, which nobody can buy. */
export function summaryOf(product: Fields, pointer: string, view: View): Summary | null {
  const variants = list(product, 'variants', pointer, (variant, at) => ({
    price: moneyOf(variant, at, view),
    stock: stockOf(variant, at),
  }))
  if (variants.length === 0) return null
  const name = key(product, 'name', pointer)
  return {
    slug: key(product, 'slug', pointer),
    name,
    image: imageIn(product, pointer, { alt: name, baseUrl: view.baseUrl }),
    price: rangeOf(variants),
    stock: bestOf(variants),
  }
}

/** A whole product; null for one without variants. */
export function productOf(product: Fields, pointer: string, view: View): Product | null {
  const name = key(product, 'name', pointer)
  const variants = list(product, 'variants', pointer, (variant, at) => variantOf(variant, at, view))
  if (variants.length === 0) return null
  variants.sort((a, b) => byCodeUnits(a.sku, b.sku))
  return {
    slug: key(product, 'slug', pointer),
    name,
    description: text(product, 'description', pointer),
    categories: categoriesIn(product, pointer, view),
    facets: facetsOf(product, pointer),
    options: optionsOf(product, pointer),
    variants,
    price: rangeOf(variants),
    stock: bestOf(variants),
    images: imagesOf(product, pointer, { alt: name, baseUrl: view.baseUrl }),
  }
}

function categoriesIn(product: Fields, pointer: string, { categoriesOf }: View): CategoryLink[] {
  const known = categoriesOf?.(key(product, 'id', pointer)) ?? list(product, 'collections', pointer, linkOf)
  return known.toSorted((a, b) => byCodeUnits(a.slug, b.slug))
}

function variantOf(variant: Fields, pointer: string, view: View): Product['variants'][number] {
  const name = key(variant, 'name', pointer)
  const options = list(variant, 'options', pointer, codesOf).map(([option, value]) => ({ option, value }))
  return {
    sku: key(variant, 'sku', pointer),
    name,
    options: options.sort((a, b) => byCodeUnits(a.option, b.option)),
    price: moneyOf(variant, pointer, view),
    stock: stockOf(variant, pointer),
    images: imagesOf(variant, pointer, { alt: name, baseUrl: view.baseUrl }),
  }
}

/** Options with the values that some variant has: groups may be shared with products that have others. */
function optionsOf(product: Fields, pointer: string): Product['options'] {
  const chosen = list(product, 'variants', pointer, (variant, at) =>
    list(variant, 'options', at, (option, place) => codesOf(option, place).join(' ')),
  )
  const used = new Set(chosen.flat())
  return list(product, 'optionGroups', pointer, (group, at) => {
    const code = key(group, 'code', at)
    const values = list(group, 'options', at, namedCodeOf)
    return {
      code,
      name: key(group, 'name', at),
      values: values.filter((value) => used.has(`${code} ${value.code}`)),
    }
  })
}

const codesOf = (option: Fields, pointer: string): [group: string, value: string] => [
  key(inner(option, 'group', pointer), 'code', `${pointer}/group`),
  key(option, 'code', pointer),
]

const namedCodeOf = (of: Fields, pointer: string) => ({
  code: key(of, 'code', pointer),
  name: key(of, 'name', pointer),
})

/** Facets of the product and of its variants: Vendure's search finds it by both. */
function facetsOf(product: Fields, pointer: string): Product['facets'] {
  const readValue = (value: Fields, at: string) => ({
    facet: namedCodeOf(inner(value, 'facet', at), `${at}/facet`),
    value: namedCodeOf(value, at),
  })
  const read = (of: Fields, at: string) => list(of, 'facetValues', at, readValue)
  const values = [read(product, pointer), ...list(product, 'variants', pointer, read)].flat()
  const codes = [...new Set(values.map(({ facet }) => facet.code))].sort(byCodeUnits)
  return codes.map((code) => {
    const own = values.filter(({ facet }) => facet.code === code)
    const byCode = new Map(own.map(({ value }) => [value.code, value]))
    return {
      code,
      name: own[0]?.facet.name ?? code,
      values: [...byCode.values()].sort((a, b) => byCodeUnits(a.code, b.code)),
    }
  })
}

/** A variant's price with tax, in the currency that was asked for. */
export function moneyOf(variant: Fields, pointer: string, { currency }: { currency: string }): Money {
  if (variant.currencyCode !== currency) throw breach(`${pointer}/currencyCode`, `must be ${currency}`)
  return { amountMinor: whole(variant, 'priceWithTax', pointer), currency }
}

function stockOf(variant: Fields, pointer: string): StockLevel {
  const level = stockLevels.get(key(variant, 'stockLevel', pointer))
  if (level === undefined)
    throw breach(`${pointer}/stockLevel`, 'must be IN_STOCK, LOW_STOCK or OUT_OF_STOCK')
  return level
}

/** Lowest and highest of some prices. */
export function rangeOf(variants: readonly { readonly price: Money }[]): Summary['price'] {
  const prices = variants.map(({ price }) => price).sort((a, b) => a.amountMinor - b.amountMinor)
  const [min, max] = [prices[0], prices.at(-1)]
  if (min === undefined || max === undefined) throw breach('/variants', 'must not be empty')
  return { min, max }
}

const bestOf = (variants: readonly { readonly stock: StockLevel }[]): StockLevel =>
  bestFirst.find((level) => variants.some(({ stock }) => stock === level)) ?? 'out-of-stock'

function imageIn(of: Fields, pointer: string, view: { alt: string; baseUrl: string }) {
  if (of.featuredAsset === null) return null
  return imageOf(inner(of, 'featuredAsset', pointer), `${pointer}/featuredAsset`, view)
}

/** The featured picture first, each once. */
function imagesOf(of: Fields, pointer: string, view: { alt: string; baseUrl: string }): Product['images'] {
  const featured = imageIn(of, pointer, view)
  const all = list(of, 'assets', pointer, (asset, at) => imageOf(asset, at, view))
  const images = featured === null ? all : [featured, ...all]
  return [...new Map(images.map((image) => [image.url, image])).values()]
}
