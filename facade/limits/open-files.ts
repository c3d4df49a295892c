import { readFileSync } from 'node:fs'

/**
 * For logs, the database, the flag server, the operations port, connections that are being turned away, and
 * what nobody thought of.
 */
const ownFiles = 96

/**
 * Connections of clients that a process can afford: half of its file descriptors, since each of them may need
 * one to a side. Infinity where the system does not say how many there are.
 */
export function affordableConnections(openFiles: number | null): number {
  return openFiles === null ? Number.POSITIVE_INFINITY : Math.max(16, Math.floor((openFiles - ownFiles) / 2))
}

/** Files that this process may have open; null where the system does not say. */
export function openFilesLimit(): number | null {
  try {
    return softLimit(readFileSync('/proc/self/limits', 'utf8'))
  } catch {
    return null
  }
}

/** @param limits as Linux writes `/proc/<pid>/limits` */
export function softLimit(limits: string): number | null {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  return soft === undefined ? null : Number(soft)
}

/** Tells at every call what a process can afford; where it cannot be read any more, what it was. */
export function createAffordableConnections(): () => number {
  let known: number | null = null
  return () => {
    known = openFilesLimit() ?? known
    return affordableConnections(known)
  }
}
