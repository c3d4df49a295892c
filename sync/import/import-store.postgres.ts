import pg from 'pg'
import { BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { createPool } from '#contracts/process/postgres.ts'
import { columnsOf, type ImportRecord, jobOf } from './import-job.map.ts'
import type { ImportJob } from './import-job.ts'
import type { ImportStore, Lease } from './import-store.ts'

type Queryable = Pick<pg.ClientBase, 'query'>

/** Imports in PostgreSQL, schema `sync`, which must have been migrated. */
export function createPostgresImportStore(databaseUrl: string, log: Logger): ImportStore {
  const pool = createPool(databaseUrl, log, 4)

  async function select(rest: string, values: readonly unknown[] = []): Promise<ImportJob[]> {
    const { rows } = await orUnavailable(
      pool.query<ImportRecord>(`SELECT * FROM sync.imports ${rest}`, [...values]),
    )
    return rows.map(jobOf)
  }

  async function add(job: ImportJob): Promise<{ job: ImportJob; added: boolean }> {
    for (;;) {
      if (await orUnavailable(insert(pool as Queryable, job))) return { job, added: true }
      const [other] = await select(`WHERE capability = $1 AND state = 'unfinished'`, [job.capability])
      if (other) return { job: other, added: false }
    }
  }

  return {
    add,
    get: async (id) => (await select('WHERE id = $1', [id]))[0] ?? null,
    latest: (limit) => select('ORDER BY started_at DESC, id LIMIT $1', [limit]),
    unfinished: () => select(`WHERE state = 'unfinished' ORDER BY started_at DESC`),
    lastSucceeded: async (capability) => {
      const rest = `WHERE capability = $1 AND state = 'succeeded' ORDER BY started_at DESC LIMIT 1`
      return (await select(rest, [capability]))[0] ?? null
    },
    lease: (capability) => orUnavailable(leaseOf(databaseUrl, capability)),
    close: () => pool.end(),
  }
}

/** @returns false where the capability has an unfinished import */
async function insert(db: Queryable, job: ImportJob): Promise<boolean> {
  const columns = columnsOf(job)
  const names = Object.keys(columns)
  const { rowCount } = await db.query(
    `INSERT INTO sync.imports (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})
     ON CONFLICT (capability) WHERE state = 'unfinished' DO NOTHING`,
    Object.values(columns),
  )
  return rowCount === 1
}

/**
 * A connection of its own that holds the capability's lock and writes the job: when it is lost, so is the
 * right to write, and nobody who lost it can overwrite what his successor wrote.
 */
async function leaseOf(databaseUrl: string, capability: string): Promise<Lease | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `banyan import ${capability}`,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
  })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  try {
    await client.connect()
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(1650552443, hashtext($1)) AS mine',
      [capability],
    )
    if (!rows[0]?.mine) {
      await client.end()
      return null
    }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  return {
    lost: lost.signal,
    save: (job) => orUnavailable(update(client, job)),
    release: () => client.end().catch(() => undefined),
  }
}

async function update(db: Queryable, job: ImportJob): Promise<void> {
  const columns = columnsOf(job)
  const changes = Object.keys(columns).map((name, i) => `${name} = $${i + 1}`)
  await db.query(
    `UPDATE sync.imports SET ${changes.join(', ')} WHERE id = $1 AND state = 'unfinished'`,
    Object.values(columns),
  )
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new BanyanError('unavailable', { detail: 'The store of the imports is away', cause })
  }
}
