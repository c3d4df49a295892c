// WebSockets to the suite's own API: http-proxy-middleware opens them and moves the bytes; who may open one,
// the heads, the clocks, the errors and the bounds are ours.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware'
import { BanyanError } from '#contracts/errors.ts'
import type { ReadClient } from '../http/client-address.ts'
import type { AllowOrigin } from '../http/cross-origin.ts'
import type { PassageParts } from './passage.ts'
import { matchPassthrough } from './passthrough-target.ts'
import { Places } from './places.ts'
import type { SuiteAddress } from './suite-address.ts'
import { suiteError } from './suite-error.ts'
import { asObject } from './suite-headers.ts'
import { Tunnel } from './tunnel.ts'
import { mayOpenTunnel } from './tunnel-origin.ts'

export type TunnelOptions = PassageParts & {
  readonly prefixes: readonly string[]
  readonly suite: SuiteAddress
  readonly readClient: ReadClient
  readonly allowOrigin: AllowOrigin
}

export type Tunnels = {
  /** Whether a request asks for a WebSocket of the suite; any other upgrade is not made (RFC 9110 §7.8). */
  takes(req: IncomingMessage): boolean
  /** Opens it, or answers on the socket why not. Never throws. */
  open(req: IncomingMessage, socket: Socket, head: Buffer): void
  /** Ends all that are open: nothing else would, and a server waits for its connections. */
  close(): void
}

export function createTunnels(options: TunnelOptions): Tunnels {
  const { suite, prefixes, limits } = options
  const tunnels = new Map<IncomingMessage, Tunnel>()
  const places = new Places(limits.tunnels)
  options.metrics.watch('tunnel', () => tunnels.size)
  const proxy = createProxyMiddleware({
    target: suite.url.href,
    // Each tunnel has a connection of its own from its first byte.
    agent: false,
    ejectPlugins: true,
    plugins: [createPlugin(tunnels)],
  })

  function whyNot(req: IncomingMessage, kind: 'other' | 'ambiguous' | 'suite'): BanyanError | null {
    if (kind !== 'suite') return new BanyanError('invalid-target')
    const { host, address } = options.readClient(req)
    if (!mayOpenTunnel(req.headers.origin, host, options.allowOrigin)) return new BanyanError('forbidden')
    return places.take(address) ? null : new BanyanError('unavailable')
  }

  return {
    takes: (req) =>
      req.method === 'GET' &&
      req.headers.upgrade?.toLowerCase() === 'websocket' &&
      matchPassthrough(req.url ?? '', prefixes).kind !== 'other',
    open: (req, socket, head) => {
      if (socket.destroyed) return
      const match = matchPassthrough(req.url ?? '', prefixes)
      const prefix = match.kind === 'suite' ? match.prefix : ''
      const tunnel = new Tunnel({ req, socket, prefix, suite: suite.url }, options)
      const error = whyNot(req, match.kind)
      if (error !== null) return tunnel.giveUp(error)
      tunnels.set(req, tunnel)
      const { address } = options.readClient(req)
      socket.once('close', () => {
        tunnels.delete(req)
        places.give(address)
      })
      req.headers = { ...asObject(suite.headOf(req)), connection: 'Upgrade', upgrade: 'websocket' }
      proxy.upgrade(req, socket, head)
    },
    close: () => {
      for (const tunnel of tunnels.values()) tunnel.end()
    },
  }
}

function createPlugin(tunnels: ReadonlyMap<IncomingMessage, Tunnel>): Plugin {
  return (server) => {
    server.on('proxyReqWs', (call, req) => tunnels.get(req)?.asks(call))
    server.on('error', (error, req) => {
      const tunnel = req && tunnels.get(req)
      tunnel?.giveUp(suiteError(error))
    })
  }
}
