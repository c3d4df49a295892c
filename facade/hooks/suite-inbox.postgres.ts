import { suiteChangesChannel } from '#contracts/data-changes.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { createPool, inTransaction, migrate } from '#contracts/process/postgres.ts'
import { rememberedSeconds, type SuiteInbox } from './suite-inbox.ts'

const migrations = new URL('./migrations/', import.meta.url)

/** Shared by all façades: an id and what it tells are kept and told in one transaction. */
export function createPostgresSuiteInbox(databaseUrl: string, log: Logger): SuiteInbox {
  const pool = createPool(databaseUrl, log, 2)
  let prepared: Promise<void> | null = null
  // Not at start: a façade does not wait for its database.
  const prepare = () => {
    prepared ??= migrate(databaseUrl, 'hooks', migrations, log).catch((error: unknown) => {
      prepared = null
      throw error
    })
    return prepared
  }
  const take: SuiteInbox['take'] = ({ id, capability }) =>
    inTransaction(pool, async (client) => {
      await client.query(
        "DELETE FROM hooks.received WHERE received_at < now() - $1::int * interval '1 second'",
        [rememberedSeconds],
      )
      const { rowCount } = await client.query(
        'INSERT INTO hooks.received (id, capability) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
        [id, capability],
      )
      if (rowCount === 0) return 'known'
      await client.query('SELECT pg_notify($1, $2)', [suiteChangesChannel, capability ?? '*'])
      return 'taken'
    })
  return {
    take: async (change) => {
      try {
        await prepare()
        return await take(change)
      } catch (cause) {
        throw new BanyanError('unavailable', { cause, retryAfterSeconds: 5 })
      }
    },
    close: () => pool.end(),
  }
}
