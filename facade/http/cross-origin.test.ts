import { createAllowOrigin, crossOriginHeaders } from './cross-origin.ts'

const listed = createAllowOrigin(['https://shop.example'], false)

test('a listed origin may read the answer, with cookies, and caches are told', () => {
  const headers = crossOriginHeaders('https://shop.example', listed)
  expect(headers).toEqual(expect.arrayContaining(['access-control-allow-origin', 'https://shop.example']))
  expect(headers).toEqual(expect.arrayContaining(['access-control-allow-credentials', 'true']))
  expect(headers).toEqual(expect.arrayContaining(['vary', 'Origin']))
})

test.each(['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null', '*'])(
  'an origin that is not listed may not: %s',
  (origin) => {
    expect(crossOriginHeaders(origin, listed)).toEqual(['vary', 'Origin'])
  },
)

test('on the embedded system pages of this machine may', () => {
  const allow = createAllowOrigin([], true)
  expect(allow('http://localhost:3000')).toBe(true)
  expect(allow('http://127.0.0.1:5173')).toBe(true)
  expect(allow('http://localhost.evil.example')).toBe(false)
  expect(allow('http://127.0.0.1.evil.example:80')).toBe(false)
})

test('in production pages of this machine may not', () => {
  expect(listed('http://localhost:3000')).toBe(false)
})
