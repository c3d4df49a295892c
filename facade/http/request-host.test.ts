import { createIsAllowedHost, soundHost } from './request-host.ts'

test.each([
  ['shop.example'],
  ['shop.example:8080'],
  ['127.0.0.1:8080'],
  ['[::1]:8080'],
  ['localhost'],
  ['my_shop'],
])('%s is a host', (host) => {
  expect(soundHost(['Accept', '*/*', 'Host', host])).toBe(host)
})

test.each([
  ['none', ['Accept', '*/*']],
  ['two', ['Host', 'a.example', 'host', 'b.example']],
  ['the same twice', ['Host', 'a.example', 'Host', 'a.example']],
  ['an empty one', ['Host', '']],
  ['a list', ['Host', 'a.example, b.example']],
  ['a user', ['Host', 'user@a.example']],
  ['a path', ['Host', 'a.example/x']],
  ['a query', ['Host', 'a.example?x']],
  ['a port that is none', ['Host', 'a.example:http']],
  ['a port with too many digits', ['Host', 'a.example:808080']],
  ['spaces', ['Host', 'a example']],
])('%s is refused', (_what, rawHeaders) => {
  expect(soundHost(rawHeaders)).toBeNull()
})

test.each([
  ['shop.example', true],
  ['SHOP.example', true],
  ['shop.example:8080', true],
  ['other.example:8443', true],
  ['other.example', false],
  ['other.example:80', false],
  ['evil.example', false],
  ['shop.example.evil.example', false],
  ['xshop.example', false],
])('of a list, %s is allowed: %s', (host, allowed) => {
  expect(createIsAllowedHost(['shop.example', 'Other.example:8443'])(host)).toBe(allowed)
})

test('without a list any name will do', () => {
  expect(createIsAllowedHost([])('whatever.example')).toBe(true)
})
