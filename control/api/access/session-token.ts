// A console session travels in its cookie, sealed: nothing is stored, so a session outlives a restart of the
// control plane and works while the database is away. Ended sessions are remembered until they would have
// expired.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type Session = {
  readonly id: string
  /** Who the operator says he is. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** A working day and a bit: an operator logs in once a day. */
export const sessionLastsMs = 12 * 60 * 60 * 1000

/** A new session under a fresh id. */
export function newSession(name: string, now: number): Session {
  return { id: randomBytes(16).toString('base64url'), name, expiresAt: now + sessionLastsMs }
}

/** @param secrets the first seals; give the former one too while changing it */
export function sealSession(session: Session, secrets: readonly string[]): string {
  const payload = Buffer.from(JSON.stringify(session)).toString('base64url')
  return `${payload}.${mac(payload, secrets[0] ?? '').toString('base64url')}`
}

/** The session that a token holds; null where it is forged, malformed or expired. */
export function openSession(token: string, secrets: readonly string[], now: number): Session | null {
  const [payload = '', seal = '', ...more] = token.split('.')
  if (more.length > 0 || payload === '') return null
  if (!secrets.some((secret) => fits(seal, mac(payload, secret)))) return null
  const session = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Session
  return session.expiresAt > now ? session : null
}

function mac(payload: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`banyan console session\n${payload}`).digest()
}

/** The text must be the canonical base64url of the bytes: one seal has one spelling. */
function fits(seal: string, expected: Buffer): boolean {
  const given = Buffer.from(seal)
  const wanted = Buffer.from(expected.toString('base64url'))
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
