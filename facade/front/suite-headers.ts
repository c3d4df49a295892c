// What of a message's head goes on to the suite and what comes back: pure, on flat lists (name, value, name,
// value …) as they came, so that order, letter case and repetition stay.
import type { Client } from '../http/client-address.ts'

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

/**
 * Said by whoever stands in front of the suite: that is us, so a client's own are dropped. Names that some
 * frameworks take for the client's address, or for the path in place of the real one, among them.
 */
const saidByUs: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'expect', 'traceparent', 'forwarded'],
  ...['x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'client-ip', 'true-client-ip', 'cf-connecting-ip'],
  ...['x-original-url', 'x-rewrite-url', 'x-original-host', 'x-host'],
])

function isOurs(name: string): boolean {
  return name.startsWith('banyan-') || name.startsWith('x-banyan-') || name.startsWith('x-forwarded-')
}

const none: ReadonlySet<string> = new Set()

/** Every name that a Connection header of this head lists. */
function listedByConnection(head: readonly string[]): ReadonlySet<string> {
  let listed: Set<string> | null = null
  for (let i = 0; i + 1 < head.length; i += 2) {
    const name = head[i]
    if (name?.length !== 10 || name.toLowerCase() !== 'connection') continue
    listed ??= new Set()
    for (const token of head[i + 1]?.split(',') ?? []) listed.add(token.trim().toLowerCase())
  }
  return listed ?? none
}

/** A cookie of ours, at the beginning of a pair. */
const ownCookie = /^\s*(?:__(?:Host|Secure)-)?banyan-/

/** The client's cookies without Banyan's own; undefined when none is left. */
export function cookiesForSuite(cookie: string): string | undefined {
  if (!cookie.includes('banyan-')) return cookie
  const kept = cookie.split(';').filter((pair) => !ownCookie.test(pair))
  return kept.length === 0 ? undefined : kept.join(';').trim()
}

export type ClientHead = {
  /** As the client sent it. */
  readonly raw: readonly string[]
  readonly client: Client
  readonly host: string
  readonly traceparent: string
  /** False: the trace begins with us, and what the client said about another one is dropped. */
  readonly continuesTrace: boolean
}

/**
 * The head that the suite sees, but for the framing of the body. What we say ourselves comes last: no
 * `Connection` list can remove it.
 */
export function headersToSuite({ raw, client, host, traceparent, continuesTrace }: ClientHead): string[] {
  const listed = listedByConnection(raw)
  const head: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const lower = name.toLowerCase()
    // CGI, and what descends from it, reads X_Forwarded_For as X-Forwarded-For.
    const plain = lower.includes('_') ? lower.replaceAll('_', '-') : lower
    if (hopByHop.has(plain) || saidByUs.has(plain) || isOurs(plain) || listed.has(lower)) continue
    if (lower === 'tracestate' && !continuesTrace) continue
    if (lower === 'cookie') {
      const cookies = cookiesForSuite(value)
      if (cookies !== undefined) head.push(name, cookies)
    } else head.push(name, value)
  }
  head.push('host', host, 'x-forwarded-for', client.forwardedFor, 'x-forwarded-host', client.host)
  head.push('x-forwarded-proto', client.protocol, 'traceparent', traceparent, 'via', '1.1 banyan')
  return head
}

/**
 * The suite's redirect without the suite's own address and base path, so that the client stays in front of
 * the façade.
 */
function locationForClient(location: string, { origin, host, pathname }: URL): string {
  const base = pathname.replace(/\/$/, '')
  const path = withoutStart(withoutStart(location, origin), `//${host}`)
  const rest = withoutStart(path, base)
  return rest === location || rest.startsWith('/') ? rest : `/${rest}`
}

/** Only a whole start counts: `http://suite` does not begin `http://suite.example/`. */
function withoutStart(text: string, start: string): string {
  if (start === '' || !text.startsWith(start)) return text
  const next = text[start.length]
  return next === undefined || '/?#'.includes(next) ? text.slice(start.length) : text
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

/** The head that the client sees. @param raw the suite's head as it came */
export function headersToClient(raw: readonly string[], suite: URL): string[] {
  const listed = listedByConnection(raw)
  const head: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || listed.has(lower) || isOurs(lower) || lower === 'x-powered-by') continue
    if (lower === 'location') head.push(name, locationForClient(value, suite))
    else if (lower !== 'set-cookie') head.push(name, value)
    // Who a visitor is, is said by us alone.
    else if (!ownCookie.test(value)) head.push(name, cookieForClient(value, suite))
  }
  return head
}

/** A flat list as Node's own client takes heads: repeated names as lists. */
export function asObject(head: readonly string[]): { [name: string]: string | string[] } {
  const object: { [name: string]: string | string[] } = {}
  for (let i = 0; i + 1 < head.length; i += 2) {
    const name = (head[i] ?? '').toLowerCase()
    const value = head[i + 1] ?? ''
    const known = object[name]
    object[name] = known === undefined ? value : [known, value].flat()
  }
  return object
}

const printable = /^[\t\x20-\x7e]*$/

/** The suite's reason phrase, or none where it is one that Node would refuse to send. */
export function reasonForClient(reason: string | undefined): string {
  return reason !== undefined && printable.test(reason) ? reason : ''
}
