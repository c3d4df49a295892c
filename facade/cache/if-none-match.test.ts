import { hasAlready } from './if-none-match.ts'

const etag = '"abc"'

test.each([
  ['"abc"', true],
  ['W/"abc"', true],
  ['"x", "abc"', true],
  ['"x","abc" , "y"', true],
  ['W/"x", W/"abc"', true],
  ['"a,b", "abc"', true],
  ['*', true],
  [' * ', true],
  [undefined, false],
  ['', false],
  ['"x"', false],
  ['abc', false],
  ['"ABC"', false],
  ['"x""abc"', false],
  ['"x "abc"', false],
  ['w/"abc"', false],
  ['"abc', false],
  ['*, "x"', false],
])('If-None-Match %p: %p', (header, has) => {
  expect(hasAlready(header, etag)).toBe(has)
})

test('a long list costs no more than its length', () => {
  const long = `${'"x", '.repeat(3_000)}"abc"`
  expect(hasAlready(long, etag)).toBe(true)
  expect(hasAlready(`${' '.repeat(16_000)}"abc" x`, etag)).toBe(false)
})
