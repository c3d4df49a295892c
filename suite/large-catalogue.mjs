// Writes the generated products straight into the store: Vendure's own services would take many minutes.
import { FacetService, FacetValueService, TransactionalConnection } from '@vendure/core'
import { generatedProducts } from './generated-products.mjs'
import { indexVariantsAfter } from './large-search-index.mjs'
import { adminContext, euroPerDollar } from './populate.mjs'
import { brands, materials, optionKinds } from './product-lines.mjs'

const languages = ['en', 'de']

/** Adds products to the sample until there are `settings.products`, with their search index entries. */
export async function addLargeCatalogue(app, settings, say) {
  const facetValueIds = await createFacetValues(app)
  const { databaseConnection } = app.get(TransactionalConnection).rawConnection.driver
  const numberOf = (sql) => databaseConnection.prepare(sql).all()[0].number
  const present = numberOf('SELECT count(*) AS number FROM product')
  const lastVariantId = numberOf('SELECT max(id) AS number FROM product_variant')
  const missing = Math.max(0, settings.products - present)
  const write = createWriter(databaseConnection, facetValueIds)
  databaseConnection.exec('BEGIN')
  let written = 0
  for (const product of generatedProducts(missing, settings.seed)) {
    write(product)
    written += 1
    if (written % 1_000 === 0 || written === missing)
      say(`${present + written}/${settings.products} products`)
  }
  say('search index of the large catalogue')
  // Without statistics SQLite joins in an order that takes a hundred times as long.
  databaseConnection.exec('ANALYZE')
  indexVariantsAfter(databaseConnection, lastVariantId)
  databaseConnection.exec('COMMIT')
}

/** Brands and materials as facet values; resolves to the id of every value by its code or brand. */
async function createFacetValues(app) {
  const context = await adminContext(app)
  const brand = await app.get(FacetService).findByCode(context, 'brand', 'en')
  const material = await app.get(FacetService).create(context, {
    isPrivate: false,
    code: 'material',
    translations: translated(['material', 'Material']),
  })
  const add = (facet, code, names) =>
    app.get(FacetValueService).create(context, facet, { code, translations: translated(names) })
  for (const name of brands) await add(brand, name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), [name, name])
  for (const [code, names] of Object.entries(materials)) await add(material, code, names)
  const values = await app.get(FacetValueService).findAll(context, 'en')
  return new Map(
    values.flatMap((value) => [
      [value.code, value.id],
      [value.name, value.id],
    ]),
  )
}

const translated = (names) => languages.map((languageCode, index) => ({ languageCode, name: names[index] }))

/** Inserts one row; resolves names of columns to values once, and tells the row's id. */
function createInsert(database, table, columns) {
  const marks = columns.map(() => '?').join(', ')
  const names = columns.map((column) => `"${column}"`).join(', ')
  const statement = database.prepare(`INSERT INTO "${table}" (${names}) VALUES (${marks})`)
  return (...values) => Number(statement.run(...values).lastInsertRowid)
}

function createWriter(database, facetValueIds) {
  const insert = createInserts(database)
  const options = createOptions(insert)
  const places = readPlaces(database)
  return (product) => {
    const place = places.get(product.category)
    const assetId = place.assetIds[product.slug.length % place.assetIds.length]
    const productId = insert.product(assetId)
    insert.productAsset(assetId, 0, productId)
    insert.productChannel(productId, place.channelId)
    languages.forEach((language, index) => {
      insert.productTranslation(language, product.names[index], product.slug, product.description, productId)
    })
    for (const facet of product.facets) insert.productFacetValue(productId, facetValueIds.get(facet))
    if (product.option !== null) insert.productOptionGroup(productId, options.get(product.option).id)
    for (const variant of product.variants)
      writeVariant(insert, { product, productId, variant, place, options })
  }
}

function writeVariant(insert, { product, productId, variant, place, options }) {
  const variantId = insert.variant(variant.sku, place.taxCategoryId, productId)
  languages.forEach((language, index) => {
    const label = variant.labels === null ? '' : ` ${variant.labels[index]}`
    insert.variantTranslation(language, `${product.names[index]}${label}`, variantId)
  })
  insert.price('USD', place.channelId, variant.price, variantId)
  insert.price('EUR', place.channelId, Math.round(variant.price * euroPerDollar), variantId)
  insert.variantChannel(variantId, place.channelId)
  insert.stock(variant.stockOnHand, 0, variantId, place.stockLocationId)
  if (variant.value !== null) {
    insert.variantOption(variantId, options.get(product.option).valueIds.get(variant.value))
  }
  for (const collectionId of place.collectionIds) insert.collectionVariant(collectionId, variantId)
}

function createInserts(database) {
  const of = (table, ...columns) => createInsert(database, table, columns)
  return {
    product: of('product', 'featuredAssetId'),
    productAsset: of('product_asset', 'assetId', 'position', 'productId'),
    productChannel: of('product_channels_channel', 'productId', 'channelId'),
    productTranslation: of('product_translation', 'languageCode', 'name', 'slug', 'description', 'baseId'),
    productFacetValue: of('product_facet_values_facet_value', 'productId', 'facetValueId'),
    productOptionGroup: of('product_option_groups_product_option_group', 'productId', 'productOptionGroupId'),
    variant: of('product_variant', 'sku', 'taxCategoryId', 'productId'),
    variantTranslation: of('product_variant_translation', 'languageCode', 'name', 'baseId'),
    price: of('product_variant_price', 'currencyCode', 'channelId', 'price', 'variantId'),
    variantChannel: of('product_variant_channels_channel', 'productVariantId', 'channelId'),
    stock: of('stock_level', 'stockOnHand', 'stockAllocated', 'productVariantId', 'stockLocationId'),
    variantOption: of('product_variant_options_product_option', 'productVariantId', 'productOptionId'),
    collectionVariant: of('collection_product_variants_product_variant', 'collectionId', 'productVariantId'),
    group: of('product_option_group', 'code'),
    groupTranslation: of('product_option_group_translation', 'languageCode', 'name', 'baseId'),
    groupChannel: of('product_option_group_channels_channel', 'productOptionGroupId', 'channelId'),
    option: of('product_option', 'code', 'groupId'),
    optionTranslation: of('product_option_translation', 'languageCode', 'name', 'baseId'),
    optionChannel: of('product_option_channels_channel', 'productOptionId', 'channelId'),
  }
}

/** The shared options: code → id of the group, ids of its values. */
function createOptions(insert) {
  const created = Object.entries(optionKinds).map(([code, { names, values }]) => {
    const id = insert.group(code)
    insert.groupChannel(id, 1)
    languages.forEach((language, index) => {
      insert.groupTranslation(language, names[index], id)
    })
    const valueIds = Object.entries(values).map(([value, labels]) => {
      const optionId = insert.option(value, id)
      insert.optionChannel(optionId, 1)
      languages.forEach((language, index) => {
        insert.optionTranslation(language, labels[index], optionId)
      })
      return [value, optionId]
    })
    return [code, { id, valueIds: new Map(valueIds) }]
  })
  return new Map(created)
}

/** What the sample's products in a category have: collections, pictures, tax, stock; by the category. */
function readPlaces(database) {
  const rows = database
    .prepare(
      `SELECT value.code AS category, product.featuredAssetId AS assetId, member.collectionId,
         variant.taxCategoryId, channel.channelId, stock.stockLocationId
       FROM facet_value AS value
       JOIN product_facet_values_facet_value AS has ON has.facetValueId = value.id
       JOIN product ON product.id = has.productId
       JOIN product_channels_channel AS channel ON channel.productId = product.id
       JOIN product_variant AS variant ON variant.productId = product.id
       JOIN stock_level AS stock ON stock.productVariantId = variant.id
       JOIN collection_product_variants_product_variant AS member ON member.productVariantId = variant.id`,
    )
    .all()
  return new Map(
    [...Map.groupBy(rows, ({ category }) => category)].map(([category, own]) => [
      category,
      {
        assetIds: [...new Set(own.map(({ assetId }) => assetId))],
        collectionIds: [...new Set(own.map(({ collectionId }) => collectionId))],
        channelId: own[0].channelId,
        stockLocationId: own[0].stockLocationId,
        taxCategoryId: own[0].taxCategoryId,
      },
    ]),
  )
}
