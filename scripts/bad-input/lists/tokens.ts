// Tokens that must not be believed, sent to an operation that demands one.
import { createHmac, createPublicKey } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import { Registry } from 'prom-client'
import { operations } from '#contracts/operations.ts'
import { openIdentity } from '#facade/identity/open-identity.ts'
import {
  aSigningKey,
  type IdentityProvider,
  startIdentityProvider,
} from '#facade/testing/identity-provider.ts'
import { startFacade } from '#facade/testing/start-facade.ts'
import type { Attempt, BadInputList, Target } from '../bad-input-list.ts'

const authentication = { required: true, scopes: ['products:read'] }
const withToken = operations.map((operation) => ({ ...operation, authentication }))
const scope = 'products:read'

/** How long in seconds an attempt's times lie outside. */
const outside = 61

type Forge = (provider: IdentityProvider) => Promise<string> | string

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token whose parts are written by hand. */
function assembled(header: object, payload: object, signature: string | ((text: string) => string)): string {
  const text = `${base64url(header)}.${base64url(payload)}`
  return `${text}.${typeof signature === 'string' ? signature : signature(text)}`
}

function claimsOf(provider: IdentityProvider, change: JWTPayload = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  return { iss: provider.issuer, aud: provider.audience, sub: 'customer-1', scope, exp: now + 300, ...change }
}

/** Signed by the provider's own key, but with other claims. */
const claiming =
  (change: (now: number) => JWTPayload): Forge =>
  (provider) =>
    provider.token({ scope, ...change(Math.floor(Date.now() / 1000)) })

/** Signed by the provider's own key, but with another header; `undefined` takes a parameter away. */
const headed =
  (header: { readonly [name: string]: unknown }): Forge =>
  (provider) =>
    provider.token({ scope }, header)

/** Unsigned, in each spelling of `none`. */
const unsigned =
  (alg: string): Forge =>
  (provider) =>
    assembled({ alg, typ: 'at+jwt' }, claimsOf(provider), '')

/** The published key, taken for a secret. */
const confused =
  (alg: string, hash: string, encode: (provider: IdentityProvider) => string | Buffer): Forge =>
  (provider) =>
    assembled({ alg, typ: 'at+jwt', kid: 'first' }, claimsOf(provider), (text) =>
      createHmac(hash, encode(provider)).update(text).digest('base64url'),
    )

const pem = (provider: IdentityProvider) =>
  String(
    createPublicKey({ key: provider.key.jwk as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    }),
  )
const der = (provider: IdentityProvider) =>
  createPublicKey({ key: provider.key.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'der' })

/** A key of the attacker's own, said to be the right one in one way or another. */
const mine = aSigningKey('mine')
const ownKey =
  (header: (url: string) => { readonly [name: string]: unknown }): Forge =>
  async (provider) =>
    new SignJWT(claimsOf(provider))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header(provider.server.url) })
      .sign(mine.key)

/** A sound token, spelt otherwise. */
const respelt =
  (change: (header: string, payload: string, signature: string) => string): Forge =>
  async (provider) => {
    const [header = '', payload = '', signature = ''] = (await provider.token({ scope })).split('.')
    return change(header, payload, signature)
  }

/** The last character with its unused bits set: the same bytes, another text. */
function otherSpelling(segment: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = letters.indexOf(segment.at(-1) ?? '')
  return segment.slice(0, -1) + letters[last ^ 1]
}

const forgeries: { readonly [what: string]: Forge } = {
  'alg none': unsigned('none'),
  'alg None': unsigned('None'),
  'alg NONE': unsigned('NONE'),
  'alg nOnE': unsigned('nOnE'),
  'alg empty': unsigned(''),
  'no alg': (provider) => assembled({ typ: 'at+jwt' }, claimsOf(provider), ''),
  'alg as a list': (provider) => assembled({ alg: ['ES256'], typ: 'at+jwt' }, claimsOf(provider), 'AAAA'),
  'HS256 with the public key as PEM': confused('HS256', 'sha256', pem),
  'HS256 with the public key as PEM, trimmed': confused('HS256', 'sha256', (p) => pem(p).trim()),
  'HS256 with the public key as DER': confused('HS256', 'sha256', der),
  'HS256 with the public key as JWK': confused('HS256', 'sha256', (p) => JSON.stringify(p.key.jwk)),
  'HS256 with an empty secret': confused('HS256', 'sha256', () => ''),
  'HS384 with the public key': confused('HS384', 'sha384', pem),
  'HS512 with the public key': confused('HS512', 'sha512', pem),
  'an own key, no kid': ownKey(() => ({})),
  'an own key under the provider’s kid': ownKey(() => ({ kid: 'first' })),
  'an own key in jwk': ownKey(() => ({ kid: 'mine', jwk: mine.jwk })),
  'an own key in jwk under the provider’s kid': ownKey(() => ({ kid: 'first', jwk: mine.jwk })),
  'an own key by jku': ownKey((url) => ({ kid: 'mine', jku: `${url}/mine` })),
  'an own key by x5u': ownKey((url) => ({ kid: 'mine', x5u: `${url}/mine.pem` })),
  'an own key in x5c': ownKey(() => ({ kid: 'first', x5c: ['MIIB'] })),
  'jku beside a sound signature': headed({ jku: 'http://127.0.0.1:9/keys' }),
  'x5u beside a sound signature': headed({ x5u: 'http://127.0.0.1:9/cert' }),
  'x5c beside a sound signature': headed({ x5c: ['MIIB'] }),
  'jwk beside a sound signature': headed({ jwk: mine.jwk }),
  'kid that is a path': ownKey(() => ({ kid: '../../../../dev/null' })),
  'kid that is SQL': ownKey(() => ({ kid: "x' UNION SELECT 'key" })),
  'kid that is an address': ownKey(() => ({ kid: 'http://127.0.0.1:9/' })),
  'kid with a null byte': ownKey(() => ({ kid: 'first\u0000' })),
  'kid of Object’s own': ownKey(() => ({ kid: '__proto__' })),
  'kid that is huge': ownKey(() => ({ kid: 'k'.repeat(4_000) })),
  'kid that is a number': (provider) =>
    assembled({ alg: 'ES256', typ: 'at+jwt', kid: 1 }, claimsOf(provider), 'AAAA'),
  'crit that nobody knows': (provider) =>
    assembled(
      { alg: 'ES256', typ: 'at+jwt', kid: 'first', crit: ['exp'], exp: 1 },
      claimsOf(provider),
      'AAAA',
    ),
  'b64 false': (provider) =>
    assembled(
      { alg: 'ES256', typ: 'at+jwt', kid: 'first', b64: false, crit: ['b64'] },
      claimsOf(provider),
      'AAAA',
    ),
  zip: headed({ zip: 'DEF' }),
  'a parameter that nobody knows': headed({ banyan: 1 }),
  'no type': headed({ typ: undefined }),
  'a logout token': headed({ typ: 'logout+jwt' }),
  'a DPoP proof': headed({ typ: 'dpop+jwt' }),
  'a security event': headed({ typ: 'secevent+jwt' }),
  expired: claiming((now) => ({ exp: now - outside })),
  'expired in milliseconds of 1970': claiming(() => ({ exp: 1 })),
  'no expiry': claiming(() => ({ exp: undefined }) as unknown as JWTPayload),
  'an expiry that is a text': claiming(() => ({ exp: '9999999999' }) as unknown as JWTPayload),
  'not yet valid': claiming((now) => ({ nbf: now + outside + 5 })),
  'another issuer': claiming(() => ({ iss: 'https://evil.example/' })),
  'an issuer without its slash': claiming(() => ({ iss: 'https://login.shop.example' })),
  'an issuer that begins alike': claiming(() => ({ iss: 'https://login.shop.example/evil' })),
  'no issuer': claiming(() => ({ iss: undefined }) as unknown as JWTPayload),
  'another audience': claiming(() => ({ aud: 'https://console.shop.example' })),
  'other audiences': claiming(() => ({ aud: ['a', 'b'] })),
  'no audience': claiming(() => ({ aud: undefined }) as unknown as JWTPayload),
  'no subject': claiming(() => ({ sub: undefined }) as unknown as JWTPayload),
  'an empty subject': claiming(() => ({ sub: '' })),
  'a subject with a line break': claiming(() => ({ sub: 'customer\r\nbanyan-customer: admin' })),
  'a huge subject': claiming(() => ({ sub: 's'.repeat(1_000) })),
  'without the scope': claiming(() => ({ scope: 'products:write' })),
  'a scope that begins alike': claiming(() => ({ scope: 'products:read:none' })),
  'a changed payload': respelt((h, _p, s) => `${h}.${base64url({ sub: 'admin' })}.${s}`),
  'a cut signature': respelt((h, p, s) => `${h}.${p}.${s.slice(0, 40)}`),
  'an empty signature': respelt((h, p) => `${h}.${p}.`),
  'a signature of zeros': respelt((h, p) => `${h}.${p}.${'A'.repeat(86)}`),
  'the header in another spelling': respelt((h, p, s) => `${h}=.${p}.${s}`),
  'the payload padded': respelt((h, p, s) => `${h}.${p}==.${s}`),
  'the signature padded': respelt((h, p, s) => `${h}.${p}.${s}==`),
  'the signature with unused bits set': respelt((h, p, s) => `${h}.${p}.${otherSpelling(s)}`),
  'the signature in plain base64': respelt((h, p, s) => `${h}.${p}.${s.slice(0, 10)}+/${s.slice(12)}`),
  'a space within': respelt((h, p, s) => `${h}.${p}. ${s}`),
  'two segments': respelt((h, p) => `${h}.${p}`),
  'four segments': respelt((h, p, s) => `${h}.${p}.${s}.${s}`),
  'five segments, as if encrypted': respelt((h, p, s) => `${h}..${p}.${s}.${s}`),
  'only dots': () => '..',
  'a header that is no JSON': respelt((_h, p, s) => `${Buffer.from('{').toString('base64url')}.${p}.${s}`),
  'a header that is null': respelt((_h, p, s) => `${base64url(null)}.${p}.${s}`),
  'a header that is a list': respelt((_h, p, s) => `${base64url([])}.${p}.${s}`),
  'a token of 8 kB': (provider) => provider.token({ scope, more: 'x'.repeat(7_000) }),
  'nothing behind the scheme': () => '',
}

const schemes: readonly (readonly [
  what: string,
  header: (token: string) => { readonly [name: string]: string },
])[] = [
  ['no header', () => ({})],
  ['an empty header', () => ({ authorization: '' })],
  ['another scheme', (token) => ({ authorization: `Basic ${token}` })],
  ['no scheme', (token) => ({ authorization: token })],
  ['two tokens', (token) => ({ authorization: `Bearer ${token}, Bearer ${token}` })],
  ['in a header of its own', (token) => ({ 'x-access-token': token })],
  ['in a cookie', (token) => ({ cookie: `access_token=${token}; authorization=Bearer ${token}` })],
]

async function start(): Promise<Target> {
  const provider = await startIdentityProvider()
  const settings = {
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: [provider.audience],
    OIDC_JWKS_URL: `${provider.server.url}/jwks`,
    OIDC_ALGORITHMS: ['RS256', 'ES256'] as const,
    OIDC_TOKEN_TYPES: ['at+jwt'],
  }
  const tokens = openIdentity({ ...settings, OIDC_ALGORITHMS: [...settings.OIDC_ALGORITHMS] }, new Registry())
  const facade = await startFacade({ operations: withToken, tokens })
  const ask = async (headers: { readonly [name: string]: string }): Promise<string | null> => {
    const answer = await fetch(`${facade.url}/v1/products/laptop`, { headers })
    const { code } = (await answer.json()) as { code?: string }
    const challenge = answer.headers.get('www-authenticate') ?? ''
    const refused =
      answer.status === 401 || (answer.status === 403 && challenge.includes('insufficient_scope'))
    const isProblem = answer.headers.get('content-type') === 'application/problem+json'
    return refused && isProblem && challenge.startsWith('Bearer ')
      ? null
      : `${answer.status} ${code} ${challenge}`
  }
  const attempts: Attempt[] = Object.entries(forgeries).map(([what, forge]) => ({
    what,
    send: async () => ask({ authorization: `Bearer ${await forge(provider)}` }),
  }))
  for (const [what, headers] of schemes) {
    attempts.push({ what, send: async () => ask(headers(await provider.token({ scope }))) })
  }
  return {
    control: async () =>
      (await ask({ authorization: `Bearer ${await provider.token({ scope })}` })) === '200 undefined ',
    attempts,
    stop: async () => {
      await facade.stop()
      await provider.server.stop()
    },
  }
}

/** JSON Web Tokens (RFC 8725 lists most of these). */
export const tokens: BadInputList = { name: 'tokens', start }
