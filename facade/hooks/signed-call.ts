// Whether a call between servers is genuine: pure. Source: Standard Webhooks 1.0 (symmetric signatures).
import { isUtf8 } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'

/** What is wrong with a call: a closed set, for it labels a metric. */
export const signedCallFlaws = ['headers', 'time', 'body', 'signature'] as const
export type SignedCallFlaw = (typeof signedCallFlaws)[number]

export type SignedCall = { readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/** How far the sender's clock may be off, and how long a call may be replayed: longer ids are remembered. */
export const toleranceSeconds = 5 * 60

/** Printable, and without the dot that joins id, time and body into what is signed. */
const soundId = /^[\x21-\x2d\x2f-\x7e]{1,256}$/
const soundTime = /^\d{1,12}$/
const mostSignatures = 10

/**
 * Null: one of the secrets signed exactly this.
 * @param secrets `whsec_…`; two while one replaces the other
 * @param nowSeconds since 1970
 */
export function signedCallFlaw(
  { headers, body }: SignedCall,
  secrets: readonly string[],
  nowSeconds: number,
): SignedCallFlaw | null {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers
  if (typeof id !== 'string' || typeof time !== 'string' || typeof signatures !== 'string') return 'headers'
  if (!soundId.test(id) || !soundTime.test(time)) return 'headers'
  if (Math.abs(nowSeconds - Number(time)) > toleranceSeconds) return 'time'
  // What is signed is text: bytes that are none would be signed as something else.
  if (!isUtf8(body)) return 'body'
  const given = signatures.split(' ')
  if (given.length > mostSignatures) return 'headers'
  const at = new Date(Number(time) * 1000)
  const expected = secrets.map((secret) => new Webhook(secret).sign(id, at, body.toString('utf8')))
  return anyEqual(given, expected) ? null : 'signature'
}

/** Compares each with each: the time taken tells neither which secret fits nor where a signature differs. */
function anyEqual(given: readonly string[], expected: readonly string[]): boolean {
  let equal = false
  for (const right of expected.map((text) => Buffer.from(text))) {
    for (const one of given.map((text) => Buffer.from(text))) {
      if (one.length === right.length && timingSafeEqual(one, right)) equal = true
    }
  }
  return equal
}
