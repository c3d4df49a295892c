// HMAC-SHA256 over short texts: visitor and tester tokens. The first secret signs, all verify (rotation).
import { createHmac, timingSafeEqual } from 'node:crypto'

/** First signs; the others are on their way out and still verify. */
export type Secrets = readonly [string, ...string[]]

/** Signature of a text: 43 characters of base64url. */
export function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

/** Whether one of the secrets made this signature; takes the same time wherever a wrong one differs. */
export function isSignedBy(text: string, signature: string, secrets: Secrets): boolean {
  const given = Buffer.from(signature, 'latin1')
  let signed = false
  for (const secret of secrets) {
    const expected = Buffer.from(sign(text, secret), 'latin1')
    if (given.length === expected.length && timingSafeEqual(given, expected)) signed = true
  }
  return signed
}

/** The parts of `text.signature` when the signature is right, else null. */
export function readSigned(token: string, secrets: Secrets): string | null {
  const dot = token.lastIndexOf('.')
  if (dot < 1) return null
  const text = token.slice(0, dot)
  return isSignedBy(text, token.slice(dot + 1), secrets) ? text : null
}
