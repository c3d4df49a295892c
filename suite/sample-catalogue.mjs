// Vendure's own sample catalogue (package @vendure/create), made fit for two languages and three stock levels.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { inGerman } from './german.mjs'

const require = createRequire(import.meta.url)
const assets = dirname(require.resolve('@vendure/create/assets/products.csv'))

/** Folder of the sample's pictures. */
export const sampleImages = join(assets, 'images')

/** The products as Vendure's import format. */
export const readProductsCsv = () => readFileSync(join(assets, 'products.csv'), 'utf8')

/** Countries, tax, shipping, payment and collections. */
export const readInitialData = () => JSON.parse(readFileSync(join(assets, 'initial-data.json'), 'utf8'))

/** On hand where it is not the sample's 100, so that every stock level occurs on variants and products. */
const stockOnHand = new Map([
  ['L2201516', 0],
  ['TBL200128', 2],
  ['B0012UUP02', 0],
  ['B00XI87KV8', 1],
  ['CAS23346', 0],
  ['F3633340', 2],
  ['F3633342', 0],
  ['F3633344', 1],
  ['F3633346', 0],
])

const germanFacet = (facet) => {
  const [{ facet: name, value }] = facet.translations
  return {
    ...facet,
    translations: [
      ...facet.translations,
      { languageCode: 'de', facet: inGerman(name), value: inGerman(value) },
    ],
  }
}

const germanGroup = (group) => {
  const [{ name, values }] = group.translations
  const german = { languageCode: 'de', name: inGerman(name), values: values.map(inGerman) }
  return { ...group, translations: [...group.translations, german] }
}

function enrichedProduct(product) {
  const [english] = product.translations
  return {
    ...product,
    facets: product.facets.map(germanFacet),
    optionGroups: product.optionGroups.map(germanGroup),
    translations: [english, { ...english, languageCode: 'de', name: inGerman(english.name) }],
  }
}

function enrichedVariant(variant, sku) {
  const [english] = variant.translations
  const german = { ...english, languageCode: 'de', optionValues: english.optionValues.map(inGerman) }
  return {
    ...variant,
    sku,
    stockOnHand: stockOnHand.get(sku) ?? variant.stockOnHand,
    facets: variant.facets.map(germanFacet),
    translations: [english, german],
  }
}

/** Adds German names and stock levels; gives variants that share one SKU in the sample a SKU of their own. */
export function enrich({ product, variants }) {
  const shared = new Set(variants.map((variant) => variant.sku)).size < variants.length
  return {
    product: enrichedProduct(product),
    variants: variants.map((variant) =>
      enrichedVariant(
        variant,
        shared ? `${variant.sku}-${variant.translations[0].optionValues.join('-')}` : variant.sku,
      ),
    ),
  }
}
