import { lookup } from 'node:dns/promises'
import { BoundSocket, createServer, isIP } from 'node:net'
import { listen } from '#contracts/process/listen.ts'

/** Sockets of one address, one per worker seat; connections wait in them whoever comes and goes. */
export type StorefrontSockets = {
  readonly port: number
  /** One descriptor per seat, ours; where the system cannot share an address, the same one for all. */
  readonly fds: readonly number[]
  close(): void
}

/**
 * Binds the storefront's address once per seat (SO_REUSEPORT), so that the kernel spreads connections evenly.
 * They begin to listen when a worker does, and stay open over every generation of workers: a connection that
 * has been made is never lost. Rejects with EADDRINUSE when somebody else listens there.
 */
export async function bindStorefront(host: string, port: number, seats: number): Promise<StorefrontSockets> {
  const address = isIP(host) > 0 ? host : (await lookup(host)).address
  const free = port === 0 ? 0 : await probe(address, port)
  const sockets = bindAll(address, free, seats)
  return {
    port: sockets[0].address().port,
    fds: Array.from({ length: seats }, (_, seat) => (sockets[seat] ?? sockets[0]).fd()),
    close: () => {
      for (const socket of sockets) socket.close()
    },
  }
}

/** SO_REUSEPORT would let a second façade of the same account take half of the connections, unseen. */
async function probe(host: string, port: number): Promise<number> {
  const server = createServer()
  await listen(server, port, host)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function bindAll(host: string, port: number, seats: number): [BoundSocket, ...BoundSocket[]] {
  const reusePort = seats > 1 && process.platform === 'linux'
  const first = new BoundSocket({ host, port, reusePort })
  if (!reusePort) return [first]
  const taken = first.address().port
  const others = Array.from({ length: seats - 1 }, () => new BoundSocket({ host, port: taken, reusePort }))
  return [first, ...others]
}
