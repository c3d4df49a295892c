import { operations } from '#contracts/operations.ts'
import { createRouteOperation } from './route-operation.ts'

const route = createRouteOperation(operations)

test.each(operations)('finds $id by its own path', ({ id, method, path }) => {
  const routed = route(method, path.replaceAll(/\{\w+\}/g, 'something'))
  expect(routed).toMatchObject({ kind: 'operation', operation: { id } })
})

test('decodes path parameters once', () => {
  expect(route('GET', '/v1/products/caf%C3%A9%20x')).toMatchObject({ parameters: { key: 'café x' } })
})

test('HEAD is answered as GET is', () => {
  expect(route('HEAD', '/v1/products')).toMatchObject({ operation: { id: 'listProducts' } })
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
  '%s is another method',
  (method) => {
    expect(route(method, '/v1/products')).toEqual({
      kind: 'other-methods',
      methods: ['GET', 'HEAD', 'OPTIONS'],
    })
  },
)

test.each(['/v1/', '/v1/nothing', '/v1/products/a/b', '/V1/products', '/v1/Products', '/v1/__proto__'])(
  '%s is no path of the contract',
  (path) => {
    expect(route('GET', path)).toBeNull()
  },
)

test('an empty parameter is found, for validation to refuse', () => {
  expect(route('GET', '/v1/products/')).toMatchObject({
    operation: { id: 'getProduct' },
    parameters: { key: '' },
  })
})
