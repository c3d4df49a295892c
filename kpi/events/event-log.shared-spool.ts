import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import { createSpoolingEventLog, type SpoolingEventLog, type SpoolingOptions } from './event-log.spooling.ts'

/** `directory` is shared: each process has a folder in it, named by its process id. */
export type SharedSpoolOptions = SpoolingOptions & { readonly onTrouble: (error: unknown) => void }

export type SharedSpoolEventLog = SpoolingEventLog & {
  /**
   * Takes over the folders of processes that have ended. One process at a time may be asked to.
   * @param living process ids whose folders are their own
   */
  adopt(living: readonly number[]): void
}

/**
 * A spooling log (see there) of one of several processes. What a process that was killed left on disk is
 * appended by whoever adopts it.
 */
export async function createSharedSpoolEventLog(
  inner: EventLog,
  options: SharedSpoolOptions,
): Promise<SharedSpoolEventLog> {
  const { directory: root, onTrouble } = options
  const folder = join(root, String(process.pid))
  const own = await createSpoolingEventLog(inner, { ...options, directory: folder })
  const adopted = new Map<string, SpoolingEventLog>()
  let adopting: Promise<void> = Promise.resolve()
  let isClosed = false

  async function adoptAll(living: readonly number[]): Promise<void> {
    for (const name of await readdir(root)) {
      const isFree = /^\d+$/.test(name) && !living.includes(Number(name)) && Number(name) !== process.pid
      if (isFree && !adopted.has(name) && !isClosed) await adoptOne(name).catch(unlessOwned(onTrouble))
    }
  }

  async function adoptOne(name: string): Promise<void> {
    const directory = join(root, name)
    const isDrained = Promise.withResolvers<void>()
    const left = await createSpoolingEventLog(
      { ...inner, close: async () => undefined },
      { ...options, directory, onAlarm: ({ kind }) => kind === 'drained' && isDrained.resolve() },
    )
    if (!left.status().spooling) isDrained.resolve()
    adopted.set(name, left)
    void isDrained.promise
      .then(() => closeAndRemove(left, directory))
      .then(() => adopted.delete(name))
      .catch(onTrouble)
  }

  return {
    ...own,
    adopt: (living) => {
      adopting = adopting.then(() => adoptAll(living)).catch(onTrouble)
    },
    status: () => {
      const all = [own, ...adopted.values()].map((log) => log.status())
      return {
        spooling: all.some(({ spooling }) => spooling),
        spooledBytes: all.reduce((sum, { spooledBytes }) => sum + spooledBytes, 0),
      }
    },
    close: async () => {
      isClosed = true
      await adopting
      await Promise.all([...adopted.values()].map((left) => left.close()))
      await closeAndRemove(own, folder)
    },
  }
}

/** What waits stays for the next. */
async function closeAndRemove(log: SpoolingEventLog, folder: string): Promise<void> {
  await log.close()
  if (log.status().spooledBytes === 0) await rm(folder, { recursive: true, force: true })
}

/** Of a process that lives: not ours to take. */
function unlessOwned(onTrouble: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof BanyanError && error.code === 'conflict')) onTrouble(error)
  }
}
