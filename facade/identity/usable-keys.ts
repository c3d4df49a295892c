import { importJWK } from 'jose'
import { z } from 'zod'

const text = z.string().min(1)
const published = z.object({ keys: z.array(z.unknown()).max(100) })
const common = { kid: z.string().max(256).exactOptional(), use: z.literal('sig').exactOptional() }
/** Public keys for signatures: nothing symmetric, nothing private. */
const publicKey = z.discriminatedUnion('kty', [
  z.object({ ...common, kty: z.literal('RSA'), n: text, e: text, alg: text.exactOptional() }),
  z.object({ ...common, kty: z.literal('EC'), crv: text, x: text, y: text, alg: text.exactOptional() }),
  z.object({ ...common, kty: z.literal('OKP'), crv: text, x: text, alg: text.exactOptional() }),
])

export type PublicKey = z.infer<typeof publicKey>

const curveAlgorithms: { readonly [curve: string]: string } = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
}

/** The keys of a JWK Set (RFC 7517) that can verify a signature; none where it is no such set. */
export async function usableKeys(answer: unknown): Promise<PublicKey[]> {
  const parsed = published.safeParse(answer)
  if (!parsed.success) return []
  const keys = parsed.data.keys.flatMap((key) => publicKey.safeParse(key).data ?? [])
  const imports = await Promise.allSettled(keys.map((key) => importJWK(key, algorithmOf(key))))
  return keys.filter((_key, index) => imports[index]?.status === 'fulfilled')
}

function algorithmOf(key: PublicKey): string {
  return key.alg ?? (key.kty === 'RSA' ? 'RS256' : (curveAlgorithms[key.crv] ?? ''))
}
