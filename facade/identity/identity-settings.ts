import { z } from 'zod'
import { operations } from '#contracts/operations.ts'
import { setting } from '#contracts/process/settings.ts'

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()))

/** Asymmetric only: with a symmetric one in the list, the published key would be a secret that signs. */
const algorithm = z.enum([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
])

/** Settings of the shop's identity provider: all of the first three, or none. */
export const identitySettings = {
  /** As it stands in the tokens' `iss`, letter for letter. */
  OIDC_ISSUER: setting.httpUrl().optional(),
  /** One of these must be in the tokens' `aud`; by comma. */
  OIDC_AUDIENCE: list.pipe(z.array(z.string().min(1))).default([]),
  OIDC_JWKS_URL: setting.httpUrl().optional(),
  OIDC_ALGORITHMS: list.pipe(z.array(algorithm)).default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  /** What the tokens' `typ` may be, by comma; RFC 9068 says `at+jwt`, many providers `JWT`. */
  OIDC_TOKEN_TYPES: list.pipe(z.array(z.string().toLowerCase().min(1))).default(['at+jwt', 'jwt']),
} as const

export type IdentitySettings = z.infer<z.ZodObject<typeof identitySettings>>

const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?\//

/**
 * What does not go together, each as name and problem.
 * @param demanded an operation wants to know who calls
 */
export function identityProblems(
  settings: IdentitySettings,
  demanded = operations.some(({ authentication }) => authentication !== null),
): readonly (readonly [name: keyof IdentitySettings, problem: string])[] {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audiences, OIDC_JWKS_URL: url } = settings
  const names = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'] as const
  const given = [issuer !== undefined, audiences.length > 0, url !== undefined]
  const problems: (readonly [keyof IdentitySettings, string])[] = []
  if (demanded || given.includes(true)) {
    for (const [index, name] of names.entries()) {
      if (!given[index]) problems.push([name, 'must be set: tokens are of one issuer, for one audience'])
    }
  }
  if (url?.startsWith('http:') && !loopback.test(url)) {
    problems.push(['OIDC_JWKS_URL', 'must be https: whoever can change the keys is every customer'])
  }
  return problems
}
