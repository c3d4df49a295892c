import { parseQuery } from './query.ts'

test.each([
  ['', {}],
  ['q=a', { q: 'a' }],
  ['q=', { q: '' }],
  ['q', { q: '' }],
  ['&&q=a&', { q: 'a' }],
  ['q=a+b%20c', { q: 'a b c' }],
  ['q=a%2Bb', { q: 'a+b' }],
  ['q=a=b', { q: 'a=b' }],
  ['facet=a:b&facet=c:d&facet=e:f', { facet: ['a:b', 'c:d', 'e:f'] }],
  ['q=%E2%82%AC', { q: '€' }],
])('%j', (text, parsed) => {
  expect({ ...parseQuery(text) }).toEqual(parsed)
})

test.each(['q=%', 'q=%zz', 'q=%c0%af', '%ff=a', 'q=%ed%a0%80', 'q=%u0041'])('%j is refused', (text) => {
  expect(() => parseQuery(text)).toThrow(expect.objectContaining({ code: 'invalid-request' }))
})

test('names of Object’s own are names like any other', () => {
  const query = parseQuery('__proto__=a&constructor=b&hasOwnProperty=c')
  expect(Object.keys(query)).toEqual(['__proto__', 'constructor', 'hasOwnProperty'])
  expect(Object.prototype).not.toHaveProperty('a')
})
