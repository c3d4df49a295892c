import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

const established = '01'

/**
 * Those of these connections that the other end has not given up. Asks the kernel where it tells: an end that
 * plays dead does not hear of the close. Source: proc(5), /proc/net/tcp.
 */
export function heldByPeer(sockets: readonly Socket[]): readonly Socket[] {
  const open = sockets.filter((socket) => !socket.destroyed)
  const states = connectionStates()
  if (states === null) return open
  return open.filter(({ remotePort, localPort }) => states.get(`${remotePort}>${localPort}`) === established)
}

/** State of each connection as the end on the first port sees it. */
function connectionStates(): ReadonlyMap<string, string> | null {
  try {
    const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1)
    return new Map(
      lines.map((line) => {
        const [, from = '', to = '', state = ''] = line.trim().split(/\s+/)
        return [`${portOf(from)}>${portOf(to)}`, state]
      }),
    )
  } catch {
    return null
  }
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.indexOf(':') + 1), 16)
}
