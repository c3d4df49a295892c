// What of a message's head goes on to the suite and what comes back: pure, by allow and strip lists of the
// RFCs.
import type { IncomingHttpHeaders } from 'node:http'

/** Meant for one connection only. Source: RFC 9110 §7.6.1, RFC 9113 §8.2.2, RFC 7540 §3.2.1. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'proxy-authenticate',
  'proxy-authorization',
])

/** Said by whoever stands in front of the suite: that is us, so a client's own are dropped. */
const saidByUs: ReadonlySet<string> = new Set(['forwarded', 'x-real-ip', 'expect'])

function isOurs(name: string): boolean {
  return name.startsWith('banyan-') || name.startsWith('x-banyan-') || name.startsWith('x-forwarded-')
}

function listedIn(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined) return new Set()
  return new Set(connection.split(',').map((token) => token.trim().toLowerCase()))
}

/** The client's cookies without Banyan's own; undefined when none is left. */
export function cookiesForSuite(cookie: string | undefined): string | undefined {
  if (cookie === undefined || !cookie.includes('banyan-')) return cookie
  const kept = cookie.split(';').filter((pair) => !/^\s*(?:__(?:Host|Secure)-)?banyan-/.test(pair))
  return kept.length === 0 ? undefined : kept.join(';').trim()
}

export type ClientHead = {
  readonly headers: IncomingHttpHeaders
  readonly remoteAddress: string | undefined
  readonly encrypted: boolean
}

/** How the body is framed towards the suite: nothing, a known length, or in chunks. */
export type Framing =
  | { readonly kind: 'none' | 'chunked' }
  | { readonly kind: 'length'; readonly bytes: number }

/**
 * The head that the suite sees. Framing and forwarding headers are set last: no `Connection` list can remove
 * them.
 */
export function headersToSuite(client: ClientHead, framing: Framing): IncomingHttpHeaders {
  const listed = listedIn(client.headers.connection)
  const head: IncomingHttpHeaders = {}
  for (const [name, value] of Object.entries(client.headers)) {
    if (hopByHop.has(name) || listed.has(name) || saidByUs.has(name) || isOurs(name)) continue
    head[name] = value
  }
  delete head['content-length']
  if (framing.kind === 'length') head['content-length'] = String(framing.bytes)
  if (framing.kind === 'chunked') head['transfer-encoding'] = 'chunked'
  const cookie = cookiesForSuite(head.cookie)
  if (cookie === undefined) delete head.cookie
  else head.cookie = cookie
  const host = client.headers.host ?? ''
  head.host = host
  head['x-forwarded-for'] = client.remoteAddress ?? ''
  head['x-forwarded-host'] = host
  head['x-forwarded-proto'] = client.encrypted ? 'https' : 'http'
  head.via = [head.via, '1.1 banyan'].filter((part) => part !== undefined).join(', ')
  return head
}

/** The suite's redirect without the suite's own address, so that the client stays in front of the façade. */
function locationForClient(location: string, suite: URL): string {
  if (location === suite.origin) return '/'
  return location.startsWith(`${suite.origin}/`) ? location.slice(suite.origin.length) : location
}

/**
 * A cookie that names the suite's host would be refused by the browser; without the name it is the façade's.
 */
function cookieForClient(cookie: string, suite: URL): string {
  return cookie
    .split(';')
    .filter((part) => {
      const [name, value] = part.split('=')
      if (name?.trim().toLowerCase() !== 'domain') return true
      return value?.trim().replace(/^\./, '').toLowerCase() !== suite.hostname
    })
    .join(';')
}

/**
 * The head that the client sees, as a flat list (name, value, name, value …), order and letter case kept.
 * @param raw the suite's `rawHeaders`
 */
export function headersToClient(raw: readonly string[], suite: URL): string[] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  const connection = pairs.filter(([name]) => name.toLowerCase() === 'connection').map(([, value]) => value)
  const listed = listedIn(connection.join(','))
  return pairs.flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || listed.has(lower) || isOurs(lower) || lower === 'x-powered-by') return []
    if (lower === 'location') return [name, locationForClient(value, suite)]
    if (lower === 'set-cookie') return [name, cookieForClient(value, suite)]
    return [name, value]
  })
}
