// PostgreSQL as the services use it: prepared statements that end with the request, faults told as Banyan's
// errors.
import type pg from 'pg'
import { BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { createPool, inTransaction, type Pool, type PoolClient } from '#contracts/process/postgres.ts'
import { databaseError } from './database-error.ts'

/** A statement that each connection prepares once; the name is unique in the process. */
export type Statement = { readonly name: string; readonly text: string }

export interface Database {
  /**
   * Rows of a read. Ends with `deadline-exceeded` when the signal fires, and frees the connection's
   * statement.
   */
  read<Row extends pg.QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Row[]>
  /** Runs a write in one transaction; its statements may take longer than a shopper's. */
  write<T>(action: (client: PoolClient) => Promise<T>): Promise<T>
  ping(): Promise<void>
  close(): Promise<void>
}

type Settings = { readonly connections: number; readonly log: Logger }

/** Longest that the server works on one statement of a shopper, should its cancellation get lost. */
const readTimeoutMs = 5_000
const writeTimeoutMs = 120_000

/** Opens PostgreSQL for one service process. */
export function createDatabase(databaseUrl: string, { connections, log }: Settings): Database {
  const pool = createPool(databaseUrl, log, connections, {
    onConnect: (client) => makeReady(client, log),
    answerWithinMs: writeTimeoutMs + readTimeoutMs,
  })
  const canceller = createPool(databaseUrl, log, 1)
  return {
    read: (statement, values, signal) =>
      translated(
        () => readOn(pool, canceller, { ...statement, values: values.map(storable) }, signal),
        signal,
      ),
    write: (action) =>
      translated(() =>
        inTransaction(pool, async (client) => {
          await client.query(`SET LOCAL statement_timeout = ${writeTimeoutMs}`)
          return action(client)
        }),
      ),
    ping: () => translated(async () => void (await pool.query('SELECT 1'))),
    close: async () => {
      await Promise.all([pool.end(), canceller.end()])
    },
  }
}

/** PostgreSQL's text cannot hold U+0000, and nothing stored has it: compared as the replacement character. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable)
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}

/**
 * Planned once for all values: planning anew takes longer than most reads, and each statement is written so
 * that no value needs another plan. One process for one read: parallel workers would take cores from other
 * shoppers.
 */
const session = `SET statement_timeout = ${readTimeoutMs};
  SET plan_cache_mode = force_generic_plan; SET max_parallel_workers_per_gather = 0`

async function makeReady(client: pg.ClientBase, log: Logger): Promise<void> {
  // A connection that breaks while lent out says so by an event too; unheard, that would end the process.
  client.on('error', (error) => log.debug({ err: error }, 'a lent connection broke'))
  await client.query(session)
}

async function readOn<Row extends pg.QueryResultRow>(
  pool: Pool,
  canceller: Pool,
  query: pg.QueryConfig,
  signal: AbortSignal,
): Promise<Row[]> {
  const client = await connectionWithin(pool, signal)
  let cancelled: Promise<void> | undefined
  const cancel = () => {
    cancelled = cancelStatement(client, canceller)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return (await client.query<Row>(query)).rows
  } finally {
    signal.removeEventListener('abort', cancel)
    // A cancellation still on its way would hit the next statement on this connection.
    if (cancelled === undefined) client.release()
    else void cancelled.then(() => client.release())
  }
}

/** A connection, or the signal's reason as soon as it fires; a connection that comes too late goes back. */
function connectionWithin(pool: Pool, signal: AbortSignal): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    pool
      .connect()
      .then((client) => (signal.aborted ? client.release() : resolve(client)), reject)
      .finally(() => signal.removeEventListener('abort', giveUp))
  })
}

async function cancelStatement(client: PoolClient, canceller: Pool): Promise<void> {
  const { processID } = client as PoolClient & { processID?: number }
  await canceller.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined)
}

async function translated<T>(action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw signal?.aborted ? abortError(signal) : databaseError(error)
  }
}

function abortError({ reason }: AbortSignal): BanyanError {
  return reason instanceof BanyanError ? reason : new BanyanError('deadline-exceeded', { cause: reason })
}
