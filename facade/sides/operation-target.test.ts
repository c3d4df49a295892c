import { operations } from '#contracts/operations.ts'
import { validators } from '#contracts/validation.ts'
import type { OperationInput } from '../exchange.ts'
import { parseQuery } from '../http/query.ts'
import { createRouteOperation } from '../http/route-operation.ts'
import { anOperation } from '../testing/exchanges.ts'
import { createWriteTarget } from './operation-target.ts'

test.each<[Parameters<typeof anOperation>[0], OperationInput, string]>([
  ['getProduct', { key: 'laptop', by: 'slug' }, '/v1/products/laptop?by=slug'],
  ['getProduct', { key: 'a/b?c#d e', by: 'sku' }, '/v1/products/a%2Fb%3Fc%23d%20e?by=sku'],
  ['getCategory', { slug: '..' }, '/v1/categories/..'],
  ['listCategories', {}, '/v1/categories'],
  ['suggest', { q: 'ä&b=c', limit: 8 }, '/v1/suggest?q=%C3%A4%26b%3Dc&limit=8'],
  ['listProducts', { sort: '-name', page: 2, pageSize: 24 }, '/v1/products?sort=-name&page=2&pageSize=24'],
])('%s %j', (id, input, target) => {
  expect(createWriteTarget(anOperation(id))(input)).toBe(target)
})

test('lists are repeated', () => {
  const input = { q: '', facet: ['brand:a', 'brand:b'], sort: 'name', page: 1, pageSize: 24 }
  expect(createWriteTarget(anOperation('searchProducts'))(input)).toBe(
    '/v1/search?q=&facet=brand%3Aa&facet=brand%3Ab&sort=name&page=1&pageSize=24',
  )
})

test.each(operations)('what is written for $id is read back as the same input', (operation) => {
  const route = createRouteOperation(operations)
  const input = {
    q: 'läp & top',
    key: 'a b',
    slug: 'c+d',
    by: 'sku',
    sort: 'name',
    page: 3,
    pageSize: 7,
    limit: 5,
  }
  const own = Object.fromEntries(
    Object.entries(input).filter(([name]) =>
      operation.parameters.some((parameter) => parameter.name === name),
    ),
  )
  const [path = '', query = ''] = createWriteTarget(operation)(own).split('?')
  const routed = route(operation.method, path)
  const read = { ...parseQuery(query), ...(routed?.kind === 'operation' ? routed.parameters : {}) }
  expect(validators.get(operation.id)?.input(read)).toBeNull()
  expect(read).toEqual(own)
})
