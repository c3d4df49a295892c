// How many calls an operation costs a real Vendure; the table in README.md says the same.
import { sampleFacts } from '#contracts/conformance/catalogue-facts.ts'
import { callContextOf } from '#contracts/conformance/subject.ts'
import type { Handlers } from '#contracts/operations.ts'
import { catalogOperations } from './catalog-operations.ts'
import { createHitLists } from './hit-lists.ts'
import { readVendureOptions } from './options.ts'
import { searchOperations } from './search-operations.ts'
import { createShopApi } from './shop-api.ts'
import { createSuiteCodes } from './suite-codes.ts'

const baseUrl = process.env.BANYAN_TEST_SUITE ?? ''
const paging = { page: 1, pageSize: 24 }
const search = { ...paging, q: 'camera', sort: 'relevance' } as const

/** What is asked → calls when nothing is kept, calls when lists and codes are kept. */
const costs: [
  string,
  (ask: Handlers) => (context: ReturnType<typeof callContextOf>) => unknown,
  number,
  number,
][] = [
  ['listCategories', (ask) => (context) => ask.listCategories({}, context), 1, 1],
  ['getCategory', (ask) => (context) => ask.getCategory({ slug: 'plants' }, context), 1, 1],
  ['getProduct by slug', (ask) => (context) => ask.getProduct({ key: 'laptop', by: 'slug' }, context), 1, 1],
  ['getProduct by SKU', (ask) => (context) => ask.getProduct({ key: 'L2201308', by: 'sku' }, context), 2, 2],
  ['listProducts', (ask) => (context) => ask.listProducts({ ...paging, sort: 'name' }, context), 2, 1],
  [
    'listProducts of a category',
    (ask) => (context) => ask.listProducts({ ...paging, sort: 'price', category: 'plants' }, context),
    4,
    1,
  ],
  ['searchProducts by relevance', (ask) => (context) => ask.searchProducts(search, context), 2, 2],
  [
    'searchProducts of a category',
    (ask) => (context) => ask.searchProducts({ ...search, category: 'camera-photo' }, context),
    4,
    2,
  ],
  [
    'searchProducts with a facet',
    (ask) => (context) => ask.searchProducts({ ...search, facet: ['brand:kodak'] }, context),
    5,
    2,
  ],
  [
    'searchProducts by name',
    (ask) => (context) => ask.searchProducts({ ...search, sort: 'name' }, context),
    2,
    1,
  ],
  [
    'searchProducts by price',
    (ask) => (context) => ask.searchProducts({ ...search, sort: 'price' }, context),
    3,
    1,
  ],
  [
    'searchProducts within price bounds',
    (ask) => (context) => ask.searchProducts({ ...search, priceMin: 1 }, context),
    4,
    1,
  ],
  ['suggest', (ask) => (context) => ask.suggest({ q: 'cam', limit: 8 }, context), 1, 1],
]

describe('calls to the suite', () => {
  test.each(costs)('%s', async (_, operation, cold, warm) => {
    const shop = createShopApi(baseUrl, readVendureOptions({}))
    let calls = 0
    const counting: typeof shop = {
      close: shop.close,
      ask(query, variables, context) {
        calls += 1
        return shop.ask(query, variables, context)
      },
    }
    const parts = {
      shop: counting,
      codes: createSuiteCodes(counting, 300, baseUrl),
      lists: createHitLists(counting, 300),
      baseUrl,
    }
    const ask = operation({ ...catalogOperations(parts), ...searchOperations(parts) })
    await ask(callContextOf(sampleFacts.context))
    const first = calls
    await ask(callContextOf(sampleFacts.context))
    shop.close()
    expect({ cold: first, warm: calls - first }).toEqual({ cold, warm })
  })
})
