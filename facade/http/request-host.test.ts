import { hasSoundHost } from './request-host.ts'

test.each([
  ['shop.example'],
  ['shop.example:8080'],
  ['127.0.0.1:8080'],
  ['[::1]:8080'],
  ['localhost'],
  ['my_shop'],
])('%s is a host', (host) => {
  expect(hasSoundHost(['Accept', '*/*', 'Host', host])).toBe(true)
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
  expect(hasSoundHost(rawHeaders)).toBe(false)
})
