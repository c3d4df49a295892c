import type { Server } from 'node:http'
import { createServer, Server as NetServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { pause as late } from '#contracts/process/back-off.ts'
import { backlog } from '#contracts/process/listen.ts'

/** How a server listens on descriptors that its parent holds. */
export type Listening = {
  /** Takes the connections of exactly these seats besides its own; as long as it has descriptors to do so. */
  cover(seats: readonly number[]): Promise<void>
  /**
   * Takes no new connections, at once. Those that are open may bring one more request for so long, since a
   * request on its way to a closed connection is a failed one; then idle ones are closed. Resolves when none
   * is left; what still runs at `cutMs` is cut.
   */
  close(time: { readonly lingerMs: number; readonly cutMs: number }): Promise<void>
}

const lookEveryMs = 100
const cutGraceMs = 500

/**
 * Listens at its own seat.
 * @param fds per seat: several of the same socket, since each is used up by closing
 */
export async function listenOn(
  server: Server,
  fds: readonly (readonly number[])[],
  seat: number,
): Promise<Listening> {
  const spare = fds.map((copies) => [...copies])
  const covers = new Map<number, NetServer>()
  const closed: Promise<void>[] = []
  await listening(server, spare[seat]?.shift())

  const uncover = (covered: number) => {
    const cover = covers.get(covered)
    covers.delete(covered)
    if (cover) closed.push(stopAccepting(cover))
  }
  return {
    cover: async (seats) => {
      // The last descriptor is kept in use: without it nobody could cover that seat again.
      const free = [...covers.keys()].filter((one) => !seats.includes(one) && spare[one]?.length !== 0)
      for (const covered of free) uncover(covered)
      const missing = seats.filter((one) => one !== seat && !covers.has(one))
      await Promise.all(
        missing.map(async (one) => {
          const cover = createServer((socket) => void server.emit('connection', socket))
          covers.set(one, cover)
          await listening(cover, spare[one]?.shift())
        }),
      )
    },
    close: async ({ lingerMs, cutMs }) => {
      for (const covered of covers.keys()) uncover(covered)
      const gone = Promise.all([...closed, stopAccepting(server)])
      const over = new AbortController()
      const idle = setTimeout(() => void closeIdleUntil(over.signal, server), lingerMs)
      const cut = setTimeout(() => server.closeAllConnections(), cutMs)
      // Those that are HTTP no more, or not yet (TLS), nobody closes: they end with the process.
      await Promise.race([gone, late(cutMs + cutGraceMs, over.signal)])
      over.abort()
      clearTimeout(idle)
      clearTimeout(cut)
    },
  }
}

function listening(server: NetServer, fd: number | undefined): Promise<void> {
  if (fd === undefined) throw new Error('there is no socket for this seat')
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ fd, backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Only that: `close` of an HTTP server would also cut idle connections. Resolves when all have ended. */
function stopAccepting(server: NetServer): Promise<void> {
  return new Promise((resolve) => void NetServer.prototype.close.call(server, () => resolve()))
}

/** A connection whose answer was on its way when draining began becomes idle later. */
async function closeIdleUntil(over: AbortSignal, server: Server): Promise<void> {
  while (!over.aborted) {
    server.closeIdleConnections()
    await pause(lookEveryMs)
  }
}
