import { connect, createServer, type Socket } from 'node:net'
import { listen } from '#contracts/process/listen.ts'

export type CuttableDatabase = {
  /** Connection string of the database, through here. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): void
  /** Connections that are open pass nothing on any more and do not break: a network that has lost its way. */
  hang(): void
  restore(): void
  stop(): Promise<void>
}

/** A database whose connection can be taken away, without taking it from others. */
export async function cuttableDatabase(databaseUrl: string): Promise<CuttableDatabase> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const hanging = new WeakSet<Socket>()
  const state = { cut: false }
  const server = createServer((from) => {
    if (state.cut) {
      from.destroy()
      return
    }
    const to = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one)
      one.on('error', () => undefined)
      one.on('data', (chunk) => {
        if (!hanging.has(one)) other.write(chunk)
      })
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${await listen(server, 0)}`
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut: () => {
      state.cut = true
      breakAll()
    },
    hang: () => {
      for (const socket of sockets) hanging.add(socket)
    },
    restore: () => {
      state.cut = false
    },
    stop: async () => {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
