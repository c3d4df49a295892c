// Search index entries of generated products, in one statement: Vendure's own reindex takes minutes.
// A test holds them against what that reindex writes (scripts/testing/test-suite.suite.test.ts).

const joined = (value, from) => `(SELECT group_concat(DISTINCT ${value}) FROM ${from})`

const facetsOfProduct = `product_facet_values_facet_value AS has
  JOIN facet_value ON facet_value.id = has.facetValueId WHERE has.productId = product.id`
const collectionsOfVariant = `collection_product_variants_product_variant AS member
  JOIN collection_translation AS named ON named.baseId = member.collectionId
  AND named.languageCode = words.languageCode WHERE member.productVariantId = variant.id`
const productInStock = `EXISTS (SELECT 1 FROM product_variant AS other
  JOIN stock_level AS own ON own.productVariantId = other.id
  WHERE other.productId = product.id AND own.stockOnHand > 0)`

/** Column of the index → where it comes from; prices are stored with 20 % tax in them. */
const columns = {
  languageCode: 'words.languageCode',
  enabled: '1',
  productName: 'words.name',
  productVariantName: 'variantWords.name',
  description: 'words.description',
  slug: 'words.slug',
  sku: 'variant.sku',
  facetIds: joined('facet_value.facetId', facetsOfProduct),
  facetValueIds: joined('facet_value.id', facetsOfProduct),
  collectionIds: joined('member.collectionId', collectionsOfVariant),
  collectionSlugs: joined('named.slug', collectionsOfVariant),
  channelIds: 'channel.channelId',
  productPreview: 'asset.preview',
  productVariantPreview: "''",
  inStock: 'stock.stockOnHand > 0',
  productInStock,
  currencyCode: 'price.currencyCode',
  productVariantId: 'variant.id',
  channelId: 'channel.channelId',
  productId: 'product.id',
  productAssetId: 'asset.id',
  price: 'CAST(ROUND(price.price / 1.2) AS INTEGER)',
  priceWithTax: 'price.price',
}

/** Writes the entries of every variant after the given one. */
export function indexVariantsAfter(database, lastVariantId) {
  const names = Object.keys(columns).map((name) => `"${name}"`)
  database
    .prepare(
      `INSERT INTO search_index_item (${names.join(', ')})
       SELECT ${Object.values(columns).join(', ')}
       FROM product_variant AS variant
       JOIN product ON product.id = variant.productId
       JOIN asset ON asset.id = product.featuredAssetId
       JOIN product_translation AS words ON words.baseId = product.id
       JOIN product_variant_translation AS variantWords
         ON variantWords.baseId = variant.id AND variantWords.languageCode = words.languageCode
       JOIN product_variant_price AS price ON price.variantId = variant.id
       JOIN product_variant_channels_channel AS channel
         ON channel.productVariantId = variant.id AND channel.channelId = price.channelId
       JOIN stock_level AS stock ON stock.productVariantId = variant.id
       WHERE variant.id > ?`,
    )
    .run(lastVariantId)
}
