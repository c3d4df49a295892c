import type { IncomingHttpHeaders } from 'node:http'
import { clientOf } from './client-address.ts'
import { createIsTrustedHop, type TrustedProxies } from './trusted-proxies.ts'

const forged = '6.6.6.6'

function client(trusted: TrustedProxies, peer: string, headers: IncomingHttpHeaders) {
  const facts = { address: peer, encrypted: false }
  return clientOf(facts, { host: 'facade.test', ...headers }, createIsTrustedHop(trusted))
}

const from = (trusted: TrustedProxies, peer: string, chain: string) =>
  client(trusted, peer, { 'x-forwarded-for': chain }).address

describe('the address of the client', () => {
  test.each<[string, TrustedProxies, [chain: string, peer: string], string]>([
    ['nobody is trusted: the peer', 0, [forged, '10.0.0.1'], '10.0.0.1'],
    ['one hop: what the peer says', 1, ['1.1.1.1', '10.0.0.1'], '1.1.1.1'],
    ['one hop: what was said before is not read', 1, [`${forged}, 1.1.1.1`, '10.0.0.1'], '1.1.1.1'],
    ['two hops', 2, [`${forged}, 1.1.1.1, 10.0.0.2`, '10.0.0.1'], '1.1.1.1'],
    ['fewer entries than hops: the first', 3, ['1.1.1.1', '10.0.0.1'], '1.1.1.1'],
    ['no entry: the peer', 1, ['', '10.0.0.1'], '10.0.0.1'],
    [
      'a network: its members are walked through',
      ['10.0.0.0/8'],
      ['1.1.1.1, 10.9.9.9', '10.0.0.1'],
      '1.1.1.1',
    ],
    ['a network: the first outside ends it', ['10.0.0.0/8'], [`${forged}, 1.1.1.1`, '10.0.0.1'], '1.1.1.1'],
    ['a peer outside is the client', ['10.0.0.0/8'], [forged, '1.1.1.1'], '1.1.1.1'],
    ['one address', ['10.0.0.1'], ['1.1.1.1', '10.0.0.1'], '1.1.1.1'],
    ['IPv6', ['fd00::/8'], ['2001:db8::1', 'fd00::1'], '2001:db8::1'],
    ['entries with ports and brackets', 3, ['[2001:db8::1]:443, 10.0.0.3:80', '10.0.0.1'], '2001:db8::1'],
    ['IPv4 written as IPv6', 1, ['::ffff:1.1.1.1', '10.0.0.1'], '1.1.1.1'],
    ['words end it', 2, ['unknown, 10.0.0.2', '10.0.0.1'], '10.0.0.2'],
    ['so does an empty entry', 2, ['1.1.1.1,,10.0.0.2', '10.0.0.1'], '10.0.0.2'],
    ['no peer', ['10.0.0.0/8'], [forged, ''], ''],
  ])('%s', (_rule, trusted, [chain, peer], address) => {
    expect(from(trusted, peer, chain)).toBe(address)
  })

  test('an endless chain is not walked to its end', () => {
    expect(from(['10.0.0.0/8'], '10.0.0.1', `${forged},${'10.0.0.2,'.repeat(2_000)}10.0.0.2`)).toBe(
      '10.0.0.2',
    )
  })
})

test('the next one is told the client and the trusted proxies, nothing that was only claimed', () => {
  const { forwardedFor } = client(2, '10.0.0.1', { 'x-forwarded-for': `${forged}, 1.1.1.1, 10.0.0.2` })
  expect(forwardedFor).toBe('1.1.1.1, 10.0.0.2, 10.0.0.1')
  expect(client(0, '10.0.0.1', { 'x-forwarded-for': forged }).forwardedFor).toBe('10.0.0.1')
})

describe('protocol and host', () => {
  const asked = (trusted: TrustedProxies, headers: IncomingHttpHeaders) => {
    const { protocol, host } = client(trusted, '10.0.0.1', headers)
    return `${protocol}://${host}`
  }

  test.each<[string, TrustedProxies, IncomingHttpHeaders, string]>([
    [
      'nobody is trusted',
      0,
      { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.test' },
      'http://facade.test',
    ],
    [
      'a trusted peer',
      1,
      { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.test' },
      'https://shop.test',
    ],
    ['only one of them', 1, { 'x-forwarded-proto': 'HTTPS' }, 'https://facade.test'],
    ['a list: what the nearest wrote', 1, { 'x-forwarded-proto': 'https, http' }, 'http://facade.test'],
    [
      'a list: what the outermost trusted one wrote',
      2,
      { 'x-forwarded-for': '1.1.1.1, 10.0.0.2', 'x-forwarded-proto': 'http, https, http' },
      'https://facade.test',
    ],
    ['a WebSocket', 1, { 'x-forwarded-proto': 'wss' }, 'https://facade.test'],
    ['a word of no kind', 1, { 'x-forwarded-proto': 'javascript' }, 'http://facade.test'],
    ['a host that is none', 1, { 'x-forwarded-host': 'a/b?c' }, 'http://facade.test'],
  ])('%s', (_rule, trusted, headers, url) => {
    expect(asked(trusted, headers)).toBe(url)
  })

  test('an encrypted connection is https without being told', () => {
    const facts = { address: '10.0.0.1', encrypted: true }
    expect(clientOf(facts, {}, () => false).protocol).toBe('https')
  })
})
