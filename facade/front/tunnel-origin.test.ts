import { mayOpenTunnel } from './tunnel-origin.ts'

const allow = (origin: string) => origin === 'https://app.example'

test.each<[string, string | undefined, string, boolean]>([
  ['no browser', undefined, 'shop.example', true],
  ['the shop’s own page', 'https://shop.example', 'shop.example', true],
  ['the shop’s own page on a port', 'http://shop.example:8080', 'shop.example:8080', true],
  ['a port that goes without saying', 'https://shop.example', 'shop.example:443', true],
  ['a listed one', 'https://app.example', 'shop.example', true],
  ['another site', 'https://evil.example', 'shop.example', false],
  ['another port', 'https://shop.example:8443', 'shop.example', false],
  ['a name that begins alike', 'https://shop.example.evil.example', 'shop.example', false],
  ['a page without an origin', 'null', 'shop.example', false],
  ['an empty one', '', 'shop.example', false],
  ['a file', 'file://', '', false],
  ['words', 'shop.example', 'shop.example', false],
])('%s', (_who, origin, host, may) => {
  expect(mayOpenTunnel(origin, host, allow)).toBe(may)
})
