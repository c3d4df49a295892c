// A browser sends its cookie along with what another site makes it send: acts by cookie must show that they
// are ours.
import { BanyanError } from '#contracts/errors.ts'

/** A form or an image cannot set this, and a script of another site may not without our leave (CORS). */
export const consoleHeader = 'banyan-console'

type Headers = {
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | string[] | undefined
  readonly [consoleHeader]?: string | string[] | undefined
}

/** @throws BanyanError `forbidden` unless the request comes from a page of this console */
export function demandSameOrigin(headers: Headers, origins: ReadonlySet<string>): void {
  const site = headers['sec-fetch-site']
  const ours =
    headers.origin !== undefined &&
    origins.has(headers.origin) &&
    headers[consoleHeader] === '1' &&
    (site === undefined || site === 'same-origin')
  if (ours) return
  throw new BanyanError('forbidden', {
    detail: `An act by session must come from the console's own origin and carry ${consoleHeader}: 1.`,
  })
}

/**
 * The origins under which this console may be used.
 * @param configured public origins, e.g. `https://banyan.example.com`; empty: loopback under the given port
 */
export function consoleOrigins(configured: readonly string[], port: number): ReadonlySet<string> {
  if (configured.length > 0) return new Set(configured)
  return new Set(['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}:${port}`))
}
