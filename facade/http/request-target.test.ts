import { readTarget } from './request-target.ts'

const nothing = () => false
const suite = (path: string) => path.startsWith('/shop-api')

test.each([
  ['/v1/products', '/v1/products', ''],
  ['/v1/products/laptop?by=slug&x=1', '/v1/products/laptop', 'by=slug&x=1'],
  ['/v1/products/caf%C3%A9', '/v1/products/caf%C3%A9', ''],
  ['/v1/products/a%20b', '/v1/products/a%20b', ''],
  ['/v1/products/v1.2-rc_1~x', '/v1/products/v1.2-rc_1~x', ''],
  ['/v1/products/.well', '/v1/products/.well', ''],
  ['/', '/', ''],
  ['/v1/search?q=a%2Fb//c', '/v1/search', 'q=a%2Fb//c'],
])('%s is read', (target, path, query) => {
  expect(readTarget(target, nothing)).toEqual({ path, query })
})

const refusedTargets = [
  '',
  '*',
  'http://shop.example/v1/products',
  'https://user@shop.example/v1/products',
  'v1/products',
  '//v1/products',
  '/v1//products',
  '/v1/./products',
  '/v1/../v1/products',
  '/v1/products/..',
  '/v1/products/.',
  '/v1/%2e%2e/products',
  '/v1/products/%2E',
  '/v1/products/a%2Fb',
  '/v1/products/a%2fb',
  '/v1/products/a%5Cb',
  '/v1/products/a\\b',
  '/v1\\products',
  '/v1/products;x=1',
  '/v1/products/%3Bx',
  '/v1/products/%00',
  '/v1/products/a%0d%0aset-cookie:x',
  '/v1/products/%7f',
  '/v1/products/%c0%af',
  '/v1/products/%c0%ae%c0%ae',
  '/v1/products/%e0%80%af',
  '/v1/products/%ed%a0%80',
  '/v1/products/%ff',
  '/v1/products/%252e%252e',
  '/v1/products/%25',
  '/v1/products/%',
  '/v1/products/%zz',
  '/v1/products/%u002e',
  '/v1/products/ü',
  '/v1/products/a b',
  '/v1/products/a\tb',
  '/v1/products#fragment',
]

test.each(refusedTargets)('%j is refused', (target) => {
  expect(() => readTarget(target, nothing)).toThrow(expect.objectContaining({ code: 'invalid-target' }))
})

test('a target that is too long is refused as such', () => {
  const target = `/v1/search?q=${'a'.repeat(8_192)}`
  expect(() => readTarget(target, nothing)).toThrow(expect.objectContaining({ code: 'uri-too-long' }))
})

test('the suite’s own paths are left to the front, but not their form', () => {
  expect(readTarget('/shop-api/a%2Fb//c', suite)).toEqual({ path: '/shop-api/a%2Fb//c', query: '' })
  expect(() => readTarget('http://x/shop-api', suite)).toThrow()
})

test('a long path of near misses is judged at once', () => {
  const target = `/v1/${'a-'.repeat(4_000)}%`
  const startedAt = process.cpuUsage().user
  expect(() => readTarget(target, nothing)).toThrow()
  expect(process.cpuUsage().user - startedAt).toBeLessThan(1_000_000)
})
