// A tester's right to choose the side: header `Banyan-Tester: base64url(JSON).signature`, short-lived.
import { z } from 'zod'
import { type Journey, journeys } from './operations.ts'
import type { Side } from './sides.ts'
import { readSigned, type Secrets, sign } from './signature.ts'

/** Where a tester token travels. */
export const testerHeader = 'banyan-tester'

export type TesterClaims = {
  readonly side: Side
  /** One journey, or all of them. */
  readonly journey: Journey | '*'
  /** Seconds since 1970; after it the token is refused. */
  readonly exp: number
}

const longestToken = 512

const claims: z.ZodType<TesterClaims> = z.strictObject({
  side: z.enum(['legacy', 'new']),
  journey: z.enum(['*', ...journeys]),
  exp: z.number().int().nonnegative(),
})

/** Makes the token that a tester sends. */
export function mintTesterToken(content: TesterClaims, secrets: Secrets): string {
  const text = Buffer.from(JSON.stringify(claims.parse(content))).toString('base64url')
  return `${text}.${sign(text, secrets[0])}`
}

/**
 * What a token says; null where it is forged or malformed. Whether it has expired is for the reader to see.
 */
export function readTesterToken(token: string, secrets: Secrets): TesterClaims | null {
  if (token.length > longestToken) return null
  const text = readSigned(token, secrets)
  if (text === null) return null
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) return null
  try {
    return claims.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}
