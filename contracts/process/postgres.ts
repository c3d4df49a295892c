import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import type { Logger } from './log.ts'

export type { Pool, PoolClient } from 'pg'

export type PoolOptions = {
  /** Makes a new connection ready before its first use, e.g. by SET. */
  readonly onConnect?: (client: pg.ClientBase) => Promise<void>
  /** A statement without an answer for so long fails, and its connection is given up. */
  readonly answerWithinMs?: number
}

/**
 * A pool that survives a Postgres restart: an idle connection's error is logged, never thrown; one that hangs
 * is not waited for as long as TCP pleases.
 */
export function createPool(
  databaseUrl: string,
  log: Logger,
  max = 10,
  { onConnect, answerWithinMs = 30_000 }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    query_timeout: answerWithinMs,
    ...(onConnect === undefined ? {} : { onConnect: (client) => onConnect(client) }),
  })
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection broke'))
  return pool
}

/**
 * Brings one schema up to date. Several processes may do it at once: an advisory lock lets one go first.
 * @param schema made when missing; holds its own list of migrations
 * @param directory folder of `NNNN_name.sql` files, as file URL
 */
export async function migrate(
  databaseUrl: string,
  schema: string,
  directory: URL,
  log: Logger,
): Promise<void> {
  const done = await runner({
    databaseUrl,
    dir: fileURLToPath(directory),
    direction: 'up',
    schema,
    createSchema: true,
    migrationsSchema: schema,
    createMigrationsSchema: true,
    migrationsTable: 'migrations',
    // Its default is to fail while another schema of the same database is being migrated.
    advisoryLockMode: 'wait',
    log: () => undefined,
  })
  if (done.length > 0) log.info({ schema, migrations: done.map((m) => m.name) }, 'schema migrated')
}

/** Runs an action in one transaction; rolled back when it rejects. */
export async function inTransaction<T>(
  pool: pg.Pool,
  action: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that breaks between two queries says so by event; unheard, that would end the process.
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await action(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    if (!broken) client.off('error', onError)
    client.release(broken)
  }
}
