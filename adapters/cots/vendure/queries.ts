// The GraphQL documents, one for each call that the adapter makes.

const image = 'featuredAsset { preview }'

const collection = `id slug name description position parentId ${image}`

const summary = `
  id slug name ${image}
  variants { currencyCode priceWithTax stockLevel }`

const facetValue = 'code name facet { code name }'

const facts = `
  id slug name description updatedAt ${image}
  assets { preview }
  facetValues { ${facetValue} }
  optionGroups { code name options { code name } }
  variants {
    id sku name updatedAt currencyCode priceWithTax stockLevel ${image}
    assets { preview }
    options { code group { code } }
    facetValues { ${facetValue} }
  }`

const product = `${facts} collections { slug name }`

/** Who answers: the channel that the token leads to. */
export const activeChannel = 'query ActiveChannel { activeChannel { token } }'

/** A page of all collections, in no order that matters. */
export const collections = `query Collections($skip: Int!, $take: Int!) {
  collections(options: { skip: $skip, take: $take }) { totalItems items { ${collection} } }
}`

/** One collection with its way up, its children and its siblings. */
export const collectionBySlug = `query Collection($slug: String!) {
  collection(slug: $slug) {
    ${collection}
    breadcrumbs { id slug name }
    children { id slug name position }
    parent { children { id position } }
  }
}`

/** A page of all facets with their values. */
export const facets = `query Facets($skip: Int!, $take: Int!) {
  facets(options: { skip: $skip, take: $take }) { totalItems items { code name values { id code name } } }
}`

/** All of one product. */
export const productBySlug = `query ProductBySlug($slug: String!) { product(slug: $slug) { ${product} } }`

/** All of one product. */
export const productById = `query ProductById($id: ID!) { product(id: $id) { ${product} } }`

/** What lists show of some products. */
export const summaries = `query Summaries($ids: [String!]!, $take: Int!) {
  products(options: { filter: { id: { in: $ids } }, take: $take }) { items { ${summary} } }
}`

/** A page of products' ids, in their order. */
export const productIds = `query ProductIds($skip: Int!, $take: Int!) {
  products(options: { sort: { id: ASC }, skip: $skip, take: $take }) { totalItems items { id } }
}`

/** Some products without their categories: those cost as much as all the rest. */
export const factsByIds = `query FactsByIds($ids: [String!]!, $take: Int!) {
  products(options: { filter: { id: { in: $ids } }, take: $take }) { items { ${facts} } }
}`

/** What differs by language in some products, beside facets and categories. */
export const wordsByIds = `query WordsByIds($ids: [String!]!, $take: Int!) {
  products(options: { filter: { id: { in: $ids } }, take: $take }) {
    items { id name description optionGroups { code name options { code name } } variants { id name } }
  }
}`

/** Some products, whole. */
export const productsByIds = `query ProductsByIds($ids: [String!]!, $take: Int!) {
  products(options: { filter: { id: { in: $ids } }, take: $take }) { items { ${product} } }
}`

/** The variants' prices of some products. */
export const pricesByIds = `query PricesByIds($ids: [String!]!, $take: Int!) {
  products(options: { filter: { id: { in: $ids } }, take: $take }) {
    items { id variants { id currencyCode priceWithTax } }
  }
}`

/** A page of hits, one for each product, and the facets of all hits. */
export const searchPage = `query SearchPage($input: SearchInput!) {
  search(input: $input) {
    totalItems
    items { productId }
    facetValues { count facetValue { ${facetValue} } }
  }
}`

/** The facets of all hits alone. */
export const facetCounts = `query FacetCounts($input: SearchInput!) {
  search(input: $input) { facetValues { count facetValue { ${facetValue} } } }
}`

/**
 * Hits with what lists are ordered by, one for each product; the facets of all hits where they are wanted.
 */
export const productHits = `query ProductHits($input: SearchInput!, $facets: Boolean!) {
  search(input: $input) {
    totalItems
    items { productId slug productName priceWithTax { ... on PriceRange { min max } } }
    facetValues @include(if: $facets) { count facetValue { ${facetValue} } }
  }
}`

/** Hits with what the suite cannot filter by, one for each variant. */
export const variantHits = `query VariantHits($input: SearchInput!) {
  search(input: $input) {
    totalItems
    items {
      productId slug productName sku facetValueIds collectionIds
      priceWithTax { ... on SinglePrice { value } }
    }
  }
}`

/** Products whose name begins with or holds a text, and categories whose name holds it. */
export const namesLike = `query NamesLike($beginning: String!, $part: String!, $take: Int!) {
  beginning: products(
    options: { filter: { name: { regex: $beginning } }, sort: { name: ASC, slug: ASC }, take: $take }
  ) {
    items { slug name }
  }
  holding: products(
    options: { filter: { name: { contains: $part } }, sort: { name: ASC, slug: ASC }, take: $take }
  ) {
    items { slug name }
  }
  collections(options: { filter: { name: { contains: $part } }, take: $take }) { items { slug name } }
}`
