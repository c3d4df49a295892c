import { type Operation, operationById } from './operations.ts'
import { loggablePath, maskedValue, maskPersonal } from './personal-data.ts'

const order = {
  personal: [
    '/query/q',
    '/output/email',
    '/output/lines/*/giftNote',
    '/output/address/street',
    '/output/tags',
  ],
}

test('what is personal is masked, at any depth, and the rest stays', () => {
  const value = {
    email: 'anna@example.org',
    total: 1,
    lines: [{ sku: 'L1', giftNote: 'for Anna' }, { sku: 'L2' }],
    address: { street: 'Main St 1', country: 'DE' },
    tags: ['a', 'b'],
  }
  expect(maskPersonal(order, 'output', value)).toEqual({
    email: maskedValue,
    total: 1,
    lines: [{ sku: 'L1', giftNote: maskedValue }, { sku: 'L2' }],
    address: { street: maskedValue, country: 'DE' },
    tags: maskedValue,
  })
  expect(value.email).toBe('anna@example.org')
})

test.each([null, undefined, 'text', 7, [], [1], {}, { lines: null }, { lines: {} }, { address: [] }])(
  'what has another shape does no harm: %j',
  (value) => {
    expect(maskPersonal(order, 'output', value)).toEqual(value)
  },
)

test('a name of Object’s own is no property', () => {
  expect(maskPersonal({ personal: ['/output/constructor'] }, 'output', {})).toEqual({})
})

test('the contract calls what shoppers type personal', () => {
  expect(operationById.get('searchProducts')?.personal).toEqual(['/query/q'])
  expect(operationById.get('suggest')?.personal).toEqual(['/query/q'])
})

test('a path with something personal in it is logged as its template', () => {
  const operation = operationById.get('getProduct') as Operation
  expect(loggablePath(operation, '/v1/products/x')).toBe('/v1/products/x')
  expect(loggablePath({ ...operation, personal: ['/path/key'] }, '/v1/products/x')).toBe('/v1/products/{key}')
})
