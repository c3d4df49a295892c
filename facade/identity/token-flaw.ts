// What can be said against a token before any key is asked for: pure. What is odd is refused, even where the
// verifier behind it would have ignored it.

/** Why a token is not believed: a closed set, for it labels a metric. */
export const tokenFlaws = [
  'malformed',
  'header',
  'algorithm',
  'type',
  'key',
  'signature',
  'expired',
  'early',
  'issuer',
  'audience',
  'claims',
] as const

export type TokenFlaw = (typeof tokenFlaws)[number]

export type TokenRules = {
  /** Asymmetric ones only: the settings know no others. */
  readonly algorithms: readonly string[]
  /** In small letters, without `application/` (RFC 7515 §4.1.9). */
  readonly types: readonly string[]
}

/**
 * Header parameters that may be there. Not `jku`, `jwk`, `x5u`, `x5c`: they bring their own key; not `crit`,
 * `b64`, `zip`, `enc`: they change how the rest is to be read.
 */
const knownParameters: ReadonlySet<string> = new Set(['alg', 'typ', 'kid', 'x5t', 'x5t#S256'])
const longestKeyId = 256

/** Null: only the signature and the claims remain to be seen. */
export function tokenFlaw(token: string, rules: TokenRules): TokenFlaw | null {
  const segments = token.split('.')
  if (segments.length !== 3 || !segments.every(isCanonical)) return 'malformed'
  const header = readHeader(segments[0] ?? '')
  if (header === null) return 'header'
  if (!Object.keys(header).every((name) => knownParameters.has(name))) return 'header'
  const { alg, typ, kid } = header
  if (typeof alg !== 'string' || !rules.algorithms.includes(alg)) return 'algorithm'
  if (typeof typ !== 'string' || !rules.types.includes(plainType(typ))) return 'type'
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > longestKeyId)) return 'header'
  return null
}

/**
 * Base64url in its one form: no padding, no bits left over. Else one token has many spellings, and what
 * remembers or blocks it by its text can be walked around.
 */
function isCanonical(segment: string): boolean {
  return segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment
}

function readHeader(segment: string): { readonly [name: string]: unknown } | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'))
    return typeof header === 'object' && header !== null && !Array.isArray(header) ? { ...header } : null
  } catch {
    return null
  }
}

function plainType(type: string): string {
  const lower = type.toLowerCase()
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}
