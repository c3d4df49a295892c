import { dataChangesChannel } from '#contracts/data-changes.ts'
import type { Capability } from '#contracts/operations.ts'
import type { PoolClient } from '#contracts/process/postgres.ts'
import type { Database } from './database.ts'

/** What a write did; nothing told means that it changed something. */
// biome-ignore lint/suspicious/noConfusingVoidType: a write that tells nothing resolves with void
export type Done = { readonly changed: number } | { readonly removed: number } | void

/**
 * Writes in one transaction, alone among the writers of that capability: they write what they derive from
 * reads. Whoever keeps answers made from its data is told with the commit, if anything has changed.
 */
export function writeAlone<T extends Done>(
  database: Database,
  capability: Capability,
  action: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return database.write(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `banyan ${capability} writer`,
    ])
    const done = await action(client)
    if (hasChanged(done)) await client.query('SELECT pg_notify($1, $2)', [dataChangesChannel, capability])
    return done
  })
}

function hasChanged(done: Done): boolean {
  if (done === undefined) return true
  return ('changed' in done ? done.changed : done.removed) > 0
}
