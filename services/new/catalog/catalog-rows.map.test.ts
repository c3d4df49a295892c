import { exampleProduct, exampleTree } from '../kit/fixtures/example-product.ts'
import { answerRows, categoryRows, latestOfEach } from './catalog-rows.map.ts'

const product = exampleProduct({
  slug: 'tent',
  name: 'Tent',
  prices: [500, 300],
  skus: ['T1', 'T1'],
  categories: ['home'],
  markets: [
    ['USD', 'en'],
    ['EUR', 'de'],
  ],
})

test('a record has one row per market, with the whole answer as text', () => {
  const rows = answerRows(product)
  expect(rows.map(({ currency, locale }) => [currency, locale])).toEqual([
    ['USD', 'en'],
    ['EUR', 'de'],
  ])
  expect(JSON.parse(rows[0]?.body ?? '')).toEqual(product.editions[0]?.content)
})

test('a row is ordered by lower-cased name and lowest price, and has each SKU once', () => {
  expect(answerRows(product)[0]).toMatchObject({
    nameKey: 'tent',
    priceMinor: 300,
    skus: ['T1'],
    categories: ['home'],
  })
})

test('of two editions for one market, and of two records for one product, the later counts', () => {
  const [first] = product.editions
  if (first === undefined) throw new Error('no edition')
  const later = { ...first, content: { ...first.content, name: 'Later' } }
  const rows = answerRows({ ...product, editions: [first, later] })
  expect(rows.map(({ nameKey }) => nameKey)).toEqual(['later'])
  expect(latestOfEach([product, { ...product, editions: [later] }])).toEqual([
    { ...product, editions: [later] },
  ])
})

test('a list shows the first image of a product, or none', () => {
  expect(JSON.parse(answerRows(product)[0]?.summary ?? '')).toEqual({
    ...{ slug: 'tent', name: 'Tent', image: null, stock: 'in-stock' },
    price: product.editions[0]?.content.price,
  })
})

test('children come by position, whatever their order in the tree', () => {
  const tree = exampleTree(['home', 'home/b', 'home/a'])
  const swapped = { ...tree, tree: { items: tree.tree.items.toReversed() } }
  const home = categoryRows(swapped).find(({ slug }) => slug === 'home')
  expect(JSON.parse(home?.body ?? '').children.map((child: { slug: string }) => child.slug)).toEqual([
    'b',
    'a',
  ])
})

test('a category whose parent is missing stands by itself', () => {
  expect(categoryRows(exampleTree(['nowhere/a']))[0]).toMatchObject({ slug: 'a', lineage: ['a'] })
})
