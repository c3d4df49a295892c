import type { PoolClient } from '#contracts/process/postgres.ts'
import type { Database } from './database.ts'

/**
 * Writes in one transaction, alone among the writers of that name: they write what they derive from reads.
 */
export function writeAlone<T>(
  database: Database,
  name: string,
  action: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return database.write(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`banyan ${name} writer`])
    return action(client)
  })
}
