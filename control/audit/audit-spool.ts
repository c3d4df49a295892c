// Audit entries that the store could not take wait here, in a file, until it can.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AuditEntry } from './audit-entry.ts'
import type { AuditStore } from './audit-store.ts'

/**
 * `add` resolves when the entry is on disk (fsync). `drain` writes what waits into the store, oldest first,
 * and stops at the first rejection, keeping everything: the store is idempotent. Calls run one after the
 * other.
 */
export interface AuditSpool {
  add(entry: AuditEntry): Promise<void>
  drain(store: AuditStore): Promise<number>
  /** How many entries wait. */
  waiting(): number
}

/** @param file JSON lines; beside it `<file>.draining` while the store takes them */
export async function openAuditSpool(file: string): Promise<AuditSpool> {
  const draining = `${file}.draining`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  let count = (await entriesIn(draining)).length + (await entriesIn(file)).length
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }
  const drain = async (store: AuditStore): Promise<number> => {
    let written = 0
    for (const source of [draining, file]) {
      if (source === file) await rename(file, draining).catch(unlessMissing)
      for (const entry of await entriesIn(draining)) {
        await store.write(entry)
        written++
      }
      await rm(draining, { force: true })
    }
    count = 0
    return written
  }
  return {
    add: (entry) =>
      inTurn(async () => {
        await append(file, `${JSON.stringify(entry)}\n`)
        count++
      }),
    drain: (store) => inTurn(() => (count === 0 ? Promise.resolve(0) : drain(store))),
    waiting: () => count,
  }
}

async function append(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  try {
    // A line that a crash tore must not swallow this one.
    await handle.write((await handle.stat()).size === 0 ? line : `\n${line}`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A torn line (the process was killed while it wrote) is not an entry. */
async function entriesIn(file: string): Promise<AuditEntry[]> {
  const text = await readFile(file, 'utf8').catch(unlessMissing)
  return (text ?? '').split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as AuditEntry]
    } catch {
      return []
    }
  })
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
