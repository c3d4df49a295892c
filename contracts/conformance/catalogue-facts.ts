// What the bundled suite's sample catalogue is known to hold: read from the catalogue's source, not from any
// side's answers.
import type { ShopperContext } from '../call-context.ts'

type CategoryFact = {
  readonly slug: string
  readonly parentSlug: string | null
  readonly names: { readonly [locale: string]: string }
  /** Products in it and below it. */
  readonly products: number
}

/** What a conformance run expects to find; another suite's demonstration catalogue brings its own. */
export type CatalogueFacts = {
  /** English and dollars. */
  readonly context: ShopperContext
  readonly otherCurrency: string
  readonly otherLocale: string
  readonly products: number
  /** Children in the order of their positions. */
  readonly categories: readonly CategoryFact[]
  /** A product with several options and prices, in the first context. */
  readonly configurable: {
    readonly slug: string
    readonly category: string
    readonly names: { readonly [locale: string]: string }
    /** Names of its options, with the number of their values. */
    readonly options: { readonly [name: string]: number }
    readonly variants: {
      readonly [sku: string]: { readonly price: number; readonly otherPrice: number; readonly stock: string }
    }
    /** Two prices between which it has no variant. */
    readonly gap: readonly [number, number]
  }
  /** Products whose best variant is at that level. */
  readonly stock: { readonly [slug: string]: string }
  /** Two values of one facet that no product has both of, with the number of products that have them. */
  readonly facet: { readonly code: string; readonly values: { readonly [code: string]: number } }
  /** A value of another facet, and how many products have it and the first value of `facet`. */
  readonly crossing: { readonly code: string; readonly value: string; readonly products: number }
  /** A product by its name in the other locale, which is another word than in the first. */
  readonly translated: { readonly slug: string; readonly names: { readonly [locale: string]: string } }
}

const euro = (cents: number) => Math.round(cents * 0.92)

/** The sample catalogue of the bundled suite. */
export const sampleFacts: CatalogueFacts = {
  context: { channel: 'default', country: 'US', currency: 'USD', locale: 'en' },
  otherCurrency: 'EUR',
  otherLocale: 'de',
  products: 54,
  categories: [
    { slug: 'electronics', parentSlug: null, names: { en: 'Electronics', de: 'Elektronik' }, products: 20 },
    {
      slug: 'computers',
      parentSlug: 'electronics',
      names: { en: 'Computers', de: 'Computer' },
      products: 11,
    },
    {
      slug: 'camera-photo',
      parentSlug: 'electronics',
      names: { en: 'Camera & Photo', de: 'Kamera & Foto' },
      products: 9,
    },
    {
      slug: 'home-garden',
      parentSlug: null,
      names: { en: 'Home & Garden', de: 'Haus & Garten' },
      products: 20,
    },
    { slug: 'furniture', parentSlug: 'home-garden', names: { en: 'Furniture', de: 'Möbel' }, products: 11 },
    { slug: 'plants', parentSlug: 'home-garden', names: { en: 'Plants', de: 'Pflanzen' }, products: 9 },
    {
      slug: 'sports-outdoor',
      parentSlug: null,
      names: { en: 'Sports & Outdoor', de: 'Sport & Freizeit' },
      products: 14,
    },
    {
      slug: 'equipment',
      parentSlug: 'sports-outdoor',
      names: { en: 'Equipment', de: 'Ausrüstung' },
      products: 8,
    },
    { slug: 'footwear', parentSlug: 'sports-outdoor', names: { en: 'Footwear', de: 'Schuhe' }, products: 6 },
  ],
  configurable: {
    slug: 'laptop',
    category: 'computers',
    names: { en: 'Laptop', de: 'Laptop' },
    options: { 'screen size': 2, RAM: 2 },
    variants: {
      L2201308: { price: 129_900, otherPrice: euro(129_900), stock: 'in-stock' },
      L2201316: { price: 219_900, otherPrice: euro(219_900), stock: 'in-stock' },
      L2201508: { price: 139_900, otherPrice: euro(139_900), stock: 'in-stock' },
      L2201516: { price: 229_900, otherPrice: euro(229_900), stock: 'out-of-stock' },
    },
    gap: [139_901, 219_899],
  },
  stock: {
    laptop: 'in-stock',
    tripod: 'low-stock',
    'runx-running-shoe': 'low-stock',
    'camera-lens': 'out-of-stock',
  },
  facet: { code: 'brand', values: { nike: 3, adidas: 3 } },
  crossing: { code: 'category', value: 'footwear', products: 2 },
  translated: { slug: 'tent', names: { en: 'Tent', de: 'Zelt' } },
}
