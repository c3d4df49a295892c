// D17: the identity provider is away, changes its keys, or talks nonsense. Real sockets, time in our hand.
import { aSigningKey, type IdentityProvider, startIdentityProvider } from '../testing/identity-provider.ts'
import { type Answer, json, raw, reset } from '../testing/tiny-upstream.ts'
import { fetchKeys } from './fetch-keys.ts'
import { KeySet } from './key-set.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

let provider: IdentityProvider
let now: number
let results: string[]
let keys: KeySet
let asked: number
let asking: Promise<unknown>
beforeEach(async () => {
  now = 1_000
  results = []
  asked = 0
  provider = await startIdentityProvider()
  keys = new KeySet({
    fetch: () => {
      asked += 1
      asking = fetchKeys(`${provider.server.url}/jwks`)
      return asking
    },
    onFetched: (result) => results.push(result),
    now: () => now,
  })
})
afterEach(() => provider.server.stop())

const find = (kid: string) => keys.find({ alg: 'ES256', kid })
const unavailable = expect.objectContaining({ code: 'unavailable' })

test('a known key is found, and asked for once', async () => {
  expect(await find('first')).not.toBeNull()
  expect(await find('first')).not.toBeNull()
  expect(provider.server.requests).toHaveLength(1)
})

test('many at once ask once', async () => {
  const found = await Promise.all(Array.from({ length: 100 }, () => find('first')))
  expect(found).not.toContain(null)
  expect(provider.server.requests).toHaveLength(1)
})

test('an unknown key id asks at most once per 30 s, whatever is sent', async () => {
  await find('first')
  now += 30_000
  for (let second = 0; second < 90; second++) {
    for (let n = 0; n < 20; n++) expect(await find(`unknown-${second}-${n}`)).toBeNull()
    now += 1_000
  }
  expect(provider.server.requests).toHaveLength(1 + 3)
})

test('after a rotation the new key is found as soon as it may be asked for', async () => {
  await find('first')
  const second = aSigningKey('second')
  provider.publish(provider.key, second)
  expect(await find('second')).toBeNull()
  now += 30_000
  expect(await find('second')).not.toBeNull()
  expect(await find('first')).not.toBeNull()
})

test('a key that is withdrawn is not believed any longer than it takes to ask again', async () => {
  await find('first')
  const before = keys.revision
  provider.publish(aSigningKey('second'))
  now += 11 * minuteMs
  expect(keys.revision).toBe(before)
  await keys.ask()
  expect(keys.revision).not.toBe(before)
  expect(await find('first')).toBeNull()
})

test('away for an hour: the keys that it knows serve, and it is asked once per 30 s at most', async () => {
  await find('first')
  await provider.server.stop()
  const revision = keys.revision
  for (let second = 0; second < 3_600; second += 5) {
    now += 5_000
    expect(keys.revision).toBe(revision)
    await asking
    expect(await find('first')).not.toBeNull()
  }
  expect(results.slice(1).every((result) => result === 'failed')).toBe(true)
  expect(asked).toBeGreaterThan(1 + 50)
  expect(asked).toBeLessThanOrEqual(1 + 120)
})

test('away with a new key in use: it cannot be told, which is not the customer’s fault', async () => {
  await find('first')
  provider.server.answer = reset
  now += 30_000
  await expect(find('second')).rejects.toEqual(unavailable)
  expect(await find('first')).not.toBeNull()
})

test('away for more than a day: keys that may have been withdrawn are not believed', async () => {
  await find('first')
  provider.server.answer = reset
  now += 25 * hourMs
  await expect(find('first')).rejects.toEqual(unavailable)
})

test('away at the start: unavailable, asked again every 5 s, and then it works', async () => {
  const { answer } = provider.server
  provider.server.answer = reset
  for (let n = 0; n < 10; n++) await expect(find('first')).rejects.toEqual(unavailable)
  expect(provider.server.requests).toHaveLength(1)
  provider.server.answer = answer
  now += 5_000
  expect(await find('first')).not.toBeNull()
})

const garbage: readonly (readonly [string, Answer])[] = [
  ['words', json('hello')],
  ['HTML', json('<html>login</html>', 200, 'text/html')],
  ['nothing', json('')],
  ['null', json(null)],
  ['a list', json([])],
  ['no keys', json({})],
  ['an empty list of keys', json({ keys: [] })],
  ['keys that are none', json({ keys: [null, 1, 'x', {}] })],
  ['a symmetric key', json({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'first' }] })],
  ['a key for encryption', json({ keys: [{ kty: 'RSA', use: 'enc', n: 'AQAB', e: 'AQAB', kid: 'first' }] })],
  [
    'a point that is on no curve',
    json({ keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'first' }] }),
  ],
  ['a thousand keys', json({ keys: Array.from({ length: 1_000 }, () => ({})) })],
  ['status 500', json({ keys: [] }, 500)],
  ['too much', json({ keys: [], more: 'x'.repeat(300_000) })],
  ['half a document', json('{"keys":[{"kty":"EC"')],
]

test.each(garbage)('%s is not believed: the keys that it knows stay', async (_what, answer) => {
  await find('first')
  provider.server.answer = answer
  now += 30_000
  const before = keys.revision
  await expect(find('second')).rejects.toEqual(unavailable)
  expect(await find('first')).not.toBeNull()
  expect(keys.revision).toBe(before)
  expect(results.slice(1)).not.toContain('believed')
})

test('a redirect is not followed', async () => {
  provider.server.answer = raw('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n')
  await expect(find('first')).rejects.toEqual(unavailable)
  expect(provider.server.requests).toHaveLength(1)
})

test('a broken key beside a sound one does no harm', async () => {
  provider.server.answer = json({ keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, provider.key.jwk] })
  expect(await find('first')).not.toBeNull()
})
