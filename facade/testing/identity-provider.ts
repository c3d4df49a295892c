// An identity provider on a socket of its own: publishes keys, signs tokens, misbehaves as a test tells it.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type JWK, type JWTPayload, SignJWT } from 'jose'
import { json, startTinyUpstream, type TinyUpstream } from './tiny-upstream.ts'

export type SigningKey = {
  readonly id: string
  readonly alg: string
  readonly key: KeyObject
  readonly jwk: JWK
}

export type IdentityProvider = {
  readonly server: TinyUpstream
  readonly issuer: string
  readonly audience: string
  readonly key: SigningKey
  /** Answers with these keys from now on. */
  publish(...keys: readonly SigningKey[]): void
  /** A sound token, but for what a test changes. */
  token(claims?: JWTPayload, header?: { readonly [name: string]: unknown }, key?: SigningKey): Promise<string>
}

/** A new key pair. @param alg RS256, ES256 or EdDSA */
export function aSigningKey(id: string, alg = 'ES256'): SigningKey {
  const { publicKey, privateKey } = pair(alg)
  return {
    id,
    alg,
    key: privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: id, alg, use: 'sig' },
  }
}

function pair(alg: string) {
  if (alg === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  return alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** @param now milliseconds since 1970, for the tokens' times */
export async function startIdentityProvider(now: () => number = Date.now): Promise<IdentityProvider> {
  const key = aSigningKey('first')
  const server = await startTinyUpstream(json({ keys: [key.jwk] }))
  const [issuer, audience] = ['https://login.shop.example/', 'https://api.shop.example']
  return {
    ...{ server, issuer, audience, key },
    publish: (...keys) => {
      server.answer = json({ keys: keys.map(({ jwk }) => jwk) })
    },
    token: (claims = {}, header = {}, signer = key) => {
      const seconds = Math.floor(now() / 1000)
      const payload = {
        iss: issuer,
        aud: audience,
        sub: 'customer-1',
        iat: seconds,
        exp: seconds + 300,
        ...claims,
      }
      const protectedHeader = { alg: signer.alg, typ: 'at+jwt', kid: signer.id, ...header }
      return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(signer.key)
    },
  }
}
