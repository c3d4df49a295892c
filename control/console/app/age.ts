// How old what is shown is. Pure.

/** Older than this, figures are greyed and tell their age. */
export const staleAfterSeconds = 15

/**
 * Age of what is shown, by the server's clock, so that a wrong clock of the browser does not matter.
 * @param asOf RFC 3339 of the figures, null where there are none
 * @param at RFC 3339 of the server when it sent them
 * @param receivedAt, now milliseconds of the browser's clock
 */
export function ageSeconds(asOf: string | null, at: string, receivedAt: number, now: number): number | null {
  if (asOf === null) return null
  const atServer = (Date.parse(at) - Date.parse(asOf)) / 1000
  return Math.max(0, atServer) + Math.max(0, now - receivedAt) / 1000
}

export function isStale(age: number | null): boolean {
  return age !== null && age > staleAfterSeconds
}
