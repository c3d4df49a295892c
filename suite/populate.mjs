// Fills a new store: initial data, sample products, prices in euro, collections, search index.
import {
  ChannelService,
  CollectionService,
  FacetValueService,
  GlobalSettingsService,
  Importer,
  ImportParser,
  Populator,
  RequestContextService,
  TransactionalConnection,
} from '@vendure/core'
import { AssetImporter } from '@vendure/core/dist/data-import/providers/asset-importer/asset-importer.js'
import { inGerman } from './german.mjs'
import { enrich, readInitialData, readProductsCsv } from './sample-catalogue.mjs'

const languages = ['en', 'de']

/** Dollars to euros; both currencies are sold with tax in the price. */
export const euroPerDollar = 0.92

/** Fills the store of a started, not yet listening suite; `say` gets one line per step. */
export async function populateSample(app, say) {
  const initialData = readInitialData()
  say('countries, tax and shipping')
  await app.get(Populator).populateInitialData(initialData)
  await openChannel(app)
  const context = await adminContext(app)
  await importProducts(app, context, say)
  await app.get(TransactionalConnection).rawConnection.query(
    `INSERT INTO product_variant_price (createdAt, updatedAt, currencyCode, channelId, price, variantId)
     SELECT createdAt, updatedAt, 'EUR', channelId,
       CAST(ROUND(price * ${euroPerDollar}) AS INTEGER), variantId
     FROM product_variant_price WHERE currencyCode = 'USD'`,
  )
  say('categories')
  await createCollections(app, context, initialData.collections)
}

/** A request context with all rights in the default channel. */
export async function adminContext(app) {
  const channel = await app.get(ChannelService).getDefaultChannel()
  return app
    .get(RequestContextService)
    .create({ apiType: 'admin', languageCode: 'en', channelOrToken: channel })
}

async function openChannel(app) {
  const context = await adminContext(app)
  await app.get(GlobalSettingsService).updateSettings(context, { availableLanguages: languages })
  await app.get(ChannelService).update(context, {
    id: context.channelId,
    availableLanguageCodes: languages,
    availableCurrencyCodes: ['USD', 'EUR'],
    defaultCurrencyCode: 'USD',
    pricesIncludeTax: true,
  })
}

async function importProducts(app, context, say) {
  const { results, errors } = await app.get(ImportParser).parseProducts(readProductsCsv(), 'en')
  const rows = results.map(enrich)
  const failures = await app.get(Importer).importProducts(context, rows, ({ imported }) => {
    if (imported % 6 === 0 || imported === rows.length) say(`${imported}/${rows.length} products`)
  })
  if (errors.length + failures.length > 0) {
    throw new Error(`the sample catalogue did not import: ${[...errors, ...failures].join('; ')}`)
  }
}

async function createCollections(app, context, definitions) {
  const facetValues = await app.get(FacetValueService).findAll(context, 'en')
  const idByName = new Map()
  for (const definition of definitions) {
    const { assets } = await app.get(AssetImporter).getAssets(definition.assetPaths, context)
    const collection = await app.get(CollectionService).create(context, {
      translations: languages.map((languageCode) => ({
        languageCode,
        name: languageCode === 'de' ? inGerman(definition.name) : definition.name,
        slug: slugOf(definition.name),
        description: '',
      })),
      isPrivate: false,
      parentId: idByName.get(definition.parentName),
      assetIds: assets.map((asset) => asset.id),
      featuredAssetId: assets[0]?.id,
      filters: definition.filters.map((filter) => filterOf(filter, facetValues)),
      inheritFilters: true,
    })
    idByName.set(definition.name, collection.id)
  }
}

const slugOf = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

function filterOf({ code, args }, facetValues) {
  const ids = args.facetValueNames.map((name) => facetValues.find((value) => value.name === name).id)
  return {
    code,
    arguments: [
      { name: 'facetValueIds', value: JSON.stringify(ids) },
      { name: 'containsAny', value: String(args.containsAny) },
    ],
  }
}
