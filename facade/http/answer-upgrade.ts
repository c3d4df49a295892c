import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { asBanyanError, BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Tunnels } from '../front/tunnels.ts'
import type { Crowd } from '../limits/crowd.ts'
import type { LimitAddress } from '../policies/rate-limit.ts'
import type { ReadClient } from './client-address.ts'
import { refuseOnSocket } from './raw-refusal.ts'
import { type IsAllowedHost, soundHost } from './request-host.ts'
import { type IsPassthrough, readTarget } from './request-target.ts'

export type UpgradeParts = {
  readonly tunnels: Tunnels
  readonly isPassthrough: IsPassthrough
  readonly isAllowedHost: IsAllowedHost
  /** Told of every request that was refused. */
  readonly onRefused: (code: ErrorCode, method: string) => void
  readonly crowd: Crowd
  readonly readClient: ReadClient
  readonly limitAddress: LimitAddress
  readonly isDraining: () => boolean
  readonly mintTraceId: () => string
}

/** Opens WebSockets for requests that are as strictly read, and as much limited, as all others. */
export function answerUpgrades(server: Server, parts: UpgradeParts): void {
  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    // The server has let go of the socket: nobody else listens.
    socket.on('error', () => undefined)
    try {
      readTarget(req.url ?? '', parts.isPassthrough)
      const host = soundHost(req.rawHeaders)
      if (host === null) throw new BanyanError('invalid-target')
      if (!parts.isAllowedHost(host)) throw new BanyanError('unknown-host')
      if (parts.isDraining()) throw new BanyanError('shutting-down')
      if (parts.crowd.hasNoRoomFor(socket)) throw new BanyanError('overloaded')
      const limited = parts.limitAddress(parts.readClient(req).address)
      if (limited !== null) throw limited
      parts.tunnels.open(req, socket, head)
    } catch (thrown) {
      const { code } = asBanyanError(thrown)
      parts.onRefused(code, req.method ?? '')
      refuseOnSocket(socket, code, parts.mintTraceId())
    }
  })
}
