// Who a visitor is, as he carries it: `id.signature`. Only what the façade has signed is believed.
import { readSigned, type Secrets, sign } from './signature.ts'

/** Cookie for browsers. */
export const visitorCookie = 'banyan-visitor'
/** Header for clients without cookies, in both directions. */
export const visitorHeader = 'banyan-visitor'

/** Minutes since 1970 in five digits, a check digit, then 96 random bits, all as base64url. */
const visitorId = /^[A-Za-z0-9_-]{22}$/
const longestToken = 128

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const timeDigits = 5
const randomDigits = 16
const minuteMs = 60_000
/** Nobody had an id before; what says so was made otherwise. */
const firstMs = Date.UTC(2026, 0, 1)

/**
 * A new visitor's id, which tells since when there is one.
 * @param nowMs milliseconds since 1970
 * @param random at least 16 digits of base64url
 */
export function mintVisitorId(nowMs: number, random: string): string {
  let minutes = Math.floor(nowMs / minuteMs)
  let time = ''
  for (let index = 0; index < timeDigits; index++) {
    time = `${digits[minutes % 64]}${time}`
    minutes = Math.floor(minutes / 64)
  }
  return time + checkDigit(time) + random.slice(0, randomDigits)
}

/** When an id was minted, milliseconds since 1970; null where it does not say. Believe signed ones. */
export function mintedAt(id: string): number | null {
  const time = id.slice(0, timeDigits)
  if (id[timeDigits] !== checkDigit(time)) return null
  let minutes = 0
  for (const digit of time) minutes = minutes * 64 + digits.indexOf(digit)
  const at = minutes * minuteMs
  return at >= firstMs ? at : null
}

/** Ids that were made otherwise seldom have it. */
function checkDigit(time: string): string | undefined {
  let sum = 0
  for (const digit of time) sum = sum * 7 + digits.indexOf(digit)
  return digits[(sum + 1) % 64]
}

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
