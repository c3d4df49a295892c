// Who asks, and how: from the connection, and from forwarding headers as far as trusted proxies wrote them.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { isWellFormedHost } from './request-host.ts'
import type { IsTrustedHop } from './trusted-proxies.ts'

/** The program at the far end, before all proxies that are trusted. */
export type Client = {
  /** An IP address; empty where the connection has none any more. */
  readonly address: string
  readonly protocol: 'http' | 'https'
  /** The name, and port perhaps, under which it asked. */
  readonly host: string
  /** The address and the trusted proxies behind it: `X-Forwarded-For` for whoever is asked next. */
  readonly forwardedFor: string
}

/** The other end of the connection. */
export type Peer = { readonly address: string; readonly encrypted: boolean }

export type ReadClient = (req: IncomingMessage) => Client

/** More entries are nobody's real chain. */
const longestChain = 10

/** Tells of each request who asks. */
export function createReadClient(isTrustedHop: IsTrustedHop): ReadClient {
  return ({ socket, headers }) =>
    clientOf(
      { address: peerAddress(socket.remoteAddress), encrypted: 'encrypted' in socket },
      headers,
      isTrustedHop,
    )
}

/**
 * Walks from the nearest proxy outwards; the first one that is not trusted is the client. What it claims
 * about others is not read, since anybody can claim anything.
 */
export function clientOf(peer: Peer, headers: IncomingHttpHeaders, isTrustedHop: IsTrustedHop): Client {
  const protocol = peer.encrypted ? 'https' : 'http'
  const host = headers.host ?? ''
  let { address } = peer
  let forwardedFor = address
  if (!isTrustedHop(address, 0)) return { address, protocol, host, forwardedFor }
  let hops = 0
  for (const entry of joined(headers['x-forwarded-for']).split(',').slice(-longestChain).toReversed()) {
    const before = isTrustedHop(address, hops) ? plainAddress(entry) : null
    if (before === null) break
    address = before
    forwardedFor = `${before}, ${forwardedFor}`
    hops += 1
  }
  const said = saidAt(joined(headers['x-forwarded-proto']), hops).toLowerCase()
  const named = saidAt(joined(headers['x-forwarded-host']), hops)
  return {
    address,
    protocol: protocols.get(said) ?? protocol,
    host: isWellFormedHost(named) ? named : host,
    forwardedFor,
  }
}

const protocols: ReadonlyMap<string, 'http' | 'https'> = new Map([
  ['http', 'http'],
  ['ws', 'http'],
  ['https', 'https'],
  ['wss', 'https'],
])

/** The entry that the outermost trusted proxy wrote: proxies overwrite these headers, or append to them. */
function saidAt(list: string, hops: number): string {
  const entries = list.split(',')
  return (entries[Math.max(0, entries.length - Math.max(1, hops))] ?? '').trim()
}

/** The address of a socket's other end; IPv4 as such also where the socket speaks both. */
function peerAddress(text: string | undefined): string {
  return text === undefined || !text.includes(':') ? (text ?? '') : (plainAddress(text) ?? '')
}

/** An address without brackets, port, zone and IPv4-mapped prefix; null where it is none. */
function plainAddress(text: string): string | null {
  const trimmed = text.trim()
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(trimmed)?.[1] ?? trimmed
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  return isIP(address) === 0 ? null : address
}

function joined(header: string | string[] | undefined): string {
  return typeof header === 'object' ? header.join(',') : (header ?? '')
}
