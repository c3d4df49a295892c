// A TCP relay that a test can cut: what lies behind it is away, at once and for everybody.
import { connect, createServer, type Socket } from 'node:net'
import { listen } from '#contracts/process/listen.ts'

export type SeverableRelay = {
  readonly port: number
  /** Breaks every connection and refuses new ones. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function startSeverableRelay(target: { host: string; port: number }): Promise<SeverableRelay> {
  const sockets = new Set<Socket>()
  let severed = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    keep(near)
    if (severed) {
      near.resetAndDestroy()
      return
    }
    const far = connect(target)
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  const cut = () => {
    severed = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: await listen(server, 0),
    cut,
    mend: () => {
      severed = false
    },
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The same database, reached through the relay. */
export function throughRelay(databaseUrl: string, relay: SeverableRelay): string {
  const url = new URL(databaseUrl)
  url.port = String(relay.port)
  return url.href
}
