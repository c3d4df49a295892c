import { BanyanError } from '#contracts/errors.ts'
import { type Fields, inner, list } from '../shared/reading.ts'
import { categoryOf, collectionOf, productOf, summaryOf, treeOf } from './catalog.map.ts'
import { goldenBaseUrl as baseUrl, captured, expected } from './golden.ts'

const usd = { currency: 'USD', baseUrl }
const eur = { currency: 'EUR', baseUrl }
const productIn = (name: string) => inner(captured(name), 'product', '')

function pointerOf(read: () => unknown): string | undefined {
  try {
    read()
  } catch (error) {
    if (error instanceof BanyanError && error.code === 'upstream-contract-violation') {
      return error.errors[0]?.pointer
    }
    throw error
  }
  return undefined
}

describe('Vendure’s catalogue in the contract’s words', () => {
  test('a product with options, in euros and German', () => {
    expect(productOf(productIn('product'), '/product', eur)).toEqual(expected('product'))
  })

  test('facets of variants are facets of the product', () => {
    const name = 'product-with-variant-facets'
    expect(productOf(productIn(name), '/product', usd)).toEqual(expected(name))
  })

  test('what lists show of a product', () => {
    const found = list(inner(captured('summaries'), 'products', ''), 'items', '/products', (product, at) =>
      summaryOf(product, at, usd),
    )
    expect(found).toEqual(expected('summaries'))
  })

  test('the tree has parents before children and positions from 0', () => {
    const collections = list(inner(captured('collections'), 'collections', ''), 'items', '', (item, at) =>
      collectionOf(item, at, { baseUrl }),
    )
    expect(treeOf(collections)).toEqual(expected('collections'))
    expect(treeOf(collections.toReversed())).toEqual(expected('collections'))
    const orphans = treeOf(collections.filter(({ slug }) => slug !== 'electronics')).items
    expect(orphans.find(({ slug }) => slug === 'computers')?.parentSlug).toBeNull()
  })

  test('a category has its way up without Vendure’s hidden root, which itself is none', () => {
    const collection = inner(captured('collection'), 'collection', '')
    expect(categoryOf(collection, { baseUrl })).toEqual(expected('collection'))
    expect(
      categoryOf({ ...collection, breadcrumbs: [{ id: '1', slug: 'r', name: 'r' }] }, { baseUrl }),
    ).toBeNull()
  })

  test('a product without variants is none', () => {
    const product = { ...productIn('product'), variants: [] }
    expect(productOf(product, '/product', eur)).toBeNull()
    expect(summaryOf(product, '/product', eur)).toBeNull()
  })

  test('an option lists only values that some variant has', () => {
    const product = productIn('product')
    const [group] = product.optionGroups as Fields[]
    const values = [...((group?.options ?? []) as Fields[]), { code: '17-inch', name: '17 Zoll' }]
    const optionGroups = [{ ...group, options: values }]
    const variants = (product.variants as Fields[]).map((variant) => ({
      ...variant,
      options: (variant.options as { group: { code: string } }[]).filter((o) => o.group.code === group?.code),
    }))
    const mapped = productOf({ ...product, optionGroups, variants }, '/product', eur)
    expect(mapped?.options[0]?.values.map(({ code }) => code)).toEqual(['13-inch', '15-inch'])
  })

  test('pictures that do not lie with the suite keep their address', () => {
    const away = { preview: 'https://pictures.example/assets/a.jpg' }
    const product = { ...productIn('product'), featuredAsset: away, assets: [away] }
    expect(productOf(product, '/product', eur)?.images).toEqual([{ url: away.preview, alt: 'Laptop' }])
    expect(productOf({ ...product, featuredAsset: null, assets: [] }, '/product', eur)?.images).toEqual([])
  })

  test('a field that the contract does not know does not come through', () => {
    const product = JSON.parse(
      JSON.stringify(productIn('product')).replace('{', '{"__proto__":{"x":1},"secret":1,'),
    )
    const mapped = productOf(product, '/product', eur)
    expect(mapped).toEqual(expected('product'))
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype)
  })
})

describe('what the contract cannot hold is refused with its place', () => {
  const variant = (change: Fields) => {
    const product = productIn('product')
    const [first, ...others] = product.variants as Fields[]
    return { ...product, variants: [{ ...first, ...change }, ...others] }
  }
  const cases: [string, Fields, string][] = [
    ['a missing slug', { ...productIn('product'), slug: undefined }, '/product/slug'],
    ['an empty name', { ...productIn('product'), name: '' }, '/product/name'],
    ['a description that is a number', { ...productIn('product'), description: 7 }, '/product/description'],
    ['variants that are no list', { ...productIn('product'), variants: {} }, '/product/variants'],
    ['a missing SKU', variant({ sku: null }), '/product/variants/0/sku'],
    ['a negative price', variant({ priceWithTax: -1 }), '/product/variants/0/priceWithTax'],
    ['a price with a fraction', variant({ priceWithTax: 1.5 }), '/product/variants/0/priceWithTax'],
    ['a price as text', variant({ priceWithTax: '100' }), '/product/variants/0/priceWithTax'],
    ['another currency', variant({ currencyCode: 'USD' }), '/product/variants/0/currencyCode'],
    ['an unknown stock level', variant({ stockLevel: '17' }), '/product/variants/0/stockLevel'],
    [
      'a stock level of the prototype',
      variant({ stockLevel: 'constructor' }),
      '/product/variants/0/stockLevel',
    ],
    [
      'an option without a group',
      variant({ options: [{ code: 'x' }] }),
      '/product/variants/0/options/0/group',
    ],
  ]
  test.each(cases)('%s', (_, product, pointer) => {
    expect(pointerOf(() => productOf(product, '/product', eur))).toBe(pointer)
  })

  test('a collection without an id', () => {
    const collection = { ...inner(captured('collection'), 'collection', ''), id: undefined }
    expect(pointerOf(() => categoryOf(collection, { baseUrl }))).toBe('/collection/id')
  })
})
