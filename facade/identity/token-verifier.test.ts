import { aSigningKey, type IdentityProvider, startIdentityProvider } from '../testing/identity-provider.ts'
import { KeySet } from './key-set.ts'
import type { TokenFlaw } from './token-flaw.ts'
import { TokenVerifier } from './token-verifier.ts'

const start = Date.UTC(2026, 0, 1)
let now: number
let published: unknown
let lookedUp: number
let flaws: TokenFlaw[]
let provider: IdentityProvider
let keys: KeySet
let verifier: TokenVerifier
beforeEach(async () => {
  now = start
  lookedUp = 0
  flaws = []
  provider = await startIdentityProvider(() => now)
  published = { keys: [provider.key.jwk] }
  keys = new KeySet({ fetch: async () => published, onFetched: () => undefined, now: () => now })
  const counted = {
    get revision() {
      return keys.revision
    },
    find: (...args: Parameters<KeySet['find']>) => {
      lookedUp += 1
      return keys.find(...args)
    },
  }
  verifier = new TokenVerifier({
    ...{ issuer: provider.issuer, audiences: ['other', provider.audience], keys: counted },
    ...{ algorithms: ['ES256', 'RS256', 'EdDSA'], types: ['at+jwt'] },
    onRefused: (flaw) => flaws.push(flaw),
    now: () => now,
  })
})
afterEach(() => provider.server.stop())

const invalid = expect.objectContaining({ code: 'invalid-token', status: 401 })
const seconds = () => now / 1000

test('a sound token says who the customer is', async () => {
  const token = await provider.token({ sub: 'anna', scope: 'a b', scp: ['c', 1] })
  expect(await verifier.verify(token)).toEqual({ subject: 'anna', scopes: ['a', 'b', 'c'] })
})

test.each(['RS256', 'ES256', 'EdDSA'])('%s', async (alg) => {
  const key = aSigningKey('other', alg)
  published = { keys: [key.jwk] }
  expect(await verifier.verify(await provider.token({}, {}, key))).toMatchObject({ subject: 'customer-1' })
})

test('an algorithm that is not listed is refused, whatever the key', async () => {
  const key = aSigningKey('other', 'RS256')
  published = { keys: [{ ...key.jwk, alg: undefined }] }
  const token = await provider.token({}, { alg: 'RS512' }, key)
  await expect(verifier.verify(token)).rejects.toEqual(invalid)
  expect(flaws).toEqual(['algorithm'])
})

test('the second time costs no signature', async () => {
  const token = await provider.token()
  expect(verifier.recall(token)).toBeNull()
  const customer = await verifier.verify(token)
  for (let n = 0; n < 100; n++) expect(verifier.recall(token)).toBe(customer)
  expect(lookedUp).toBe(1)
})

test('60 s of leeway and no more, also for a token that is remembered', async () => {
  const token = await provider.token({ exp: seconds() + 10, nbf: seconds() + 60 })
  await verifier.verify(token)
  now += 69_000
  expect(verifier.recall(token)).not.toBeNull()
  expect(await verifier.verify(token)).not.toBeNull()
  now += 1_000
  expect(verifier.recall(token)).toBeNull()
  await expect(verifier.verify(token)).rejects.toEqual(invalid)
  const early = await provider.token({ nbf: seconds() + 61 })
  await expect(verifier.verify(early)).rejects.toEqual(invalid)
  expect(flaws).toEqual(['expired', 'early'])
})

test.each([-2, 2])(
  'a clock that jumps by %i hours costs the tokens of now, and nothing else',
  async (hours) => {
    const token = await provider.token({ nbf: seconds() })
    const customer = await verifier.verify(token)
    now += hours * 3_600_000
    expect(verifier.recall(token)).toBeNull()
    await expect(verifier.verify(token)).rejects.toEqual(invalid)
    now = start
    expect(await verifier.verify(token)).toEqual(customer)
  },
)

test('a remembered token is looked at again when the keys have changed', async () => {
  const token = await provider.token()
  await verifier.verify(token)
  published = { keys: [aSigningKey('second').jwk] }
  await keys.ask()
  expect(verifier.recall(token)).toBeNull()
  await expect(verifier.verify(token)).rejects.toEqual(invalid)
  expect(flaws).toEqual(['key'])
})

test('one of two keys without a name: nobody can say which', async () => {
  const keysWithoutNames = [provider.key.jwk, aSigningKey('x').jwk].map(({ kid: _kid, ...rest }) => rest)
  published = { keys: keysWithoutNames }
  await expect(verifier.verify(await provider.token({}, { kid: undefined }))).rejects.toEqual(invalid)
  expect(flaws).toEqual(['key'])
})

test('without keys nobody is blamed', async () => {
  published = null
  const refused = verifier.verify(await provider.token())
  await expect(refused).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 })
  expect(flaws).toEqual([])
})

test('what is thrown says nothing of the claims', async () => {
  const token = await provider.token({ email: 'anna@example.org', aud: 'elsewhere' })
  const error: unknown = await verifier.verify(token).catch((thrown: unknown) => thrown)
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('anna')
  expect((error as Error).cause).toBeUndefined()
})
