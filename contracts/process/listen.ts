import type { Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'

/**
 * Connections that may wait to be taken; the kernel cuts it to its own bound. Beyond it Linux drops clients
 * without a word, and they come seconds late: Node’s 511 were too few in a rush.
 */
export const backlog = 4_096

/**
 * Listens and tells the port; rejects when it cannot (Express 5 hands listen errors to a callback: easy to
 * miss).
 */
export function listen(server: NetServer, port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, backlog, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Stops listening, lets running requests finish for a while, then cuts what is left. */
export function closeServer(server: Server, graceMs = 10_000): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
