import { productOf } from '#adapters/vendure/catalog.map.ts'
import { sampleProduct } from './sample-product.ts'
import { suiteProductJson } from './suite-stand-in.ts'

test('both sides’ upstreams mean the same product', () => {
  const { product } = JSON.parse(suiteProductJson).data
  const view = { currency: 'USD', baseUrl: 'http://suite.test' }
  expect(productOf(product, '/product', view)).toEqual(sampleProduct)
})
