// Who a visitor is, as he carries it: `id.signature`. Only what the façade has signed is believed.
import { readSigned, type Secrets, sign } from './signature.ts'

/** Cookie for browsers. */
export const visitorCookie = 'banyan-visitor'
/** Header for clients without cookies, in both directions. */
export const visitorHeader = 'banyan-visitor'

/** 128 random bits as base64url. */
const visitorId = /^[A-Za-z0-9_-]{22}$/
const longestToken = 128

/** The token of a visitor id. */
export function mintVisitorToken(id: string, secrets: Secrets): string {
  return `${id}.${sign(id, secrets[0])}`
}

/** The visitor id of a token, or null where it is forged or malformed. */
export function readVisitorToken(token: string, secrets: Secrets): string | null {
  if (token.length > longestToken) return null
  const id = readSigned(token, secrets)
  return id !== null && visitorId.test(id) ? id : null
}
