import pg from 'pg'
import { BanyanError } from '#contracts/errors.ts'
import type { Consumer, EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { type BackOff, backOffMs, pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import { migrate } from '#contracts/process/postgres.ts'
import { consumeBackOff, consumeLoop } from './consume-loop.ts'
import { defaultRetention, forgetOldEvents, type Retention } from './event-retention.postgres.ts'
import { openPostgresSource, type PostgresSourceOptions } from './postgres-source.ts'

export type PostgresEventLogOptions = {
  readonly databaseUrl: string
  readonly log: Logger
  /** An append that takes longer rejects. */
  readonly appendWithinMs?: number
  readonly pollMs?: number
  readonly leasePollMs?: number
  readonly backOff?: BackOff
  readonly retention?: Retention & { readonly everyMs: number }
}

/** Runs SQL: a pool, or a client within a transaction. */
type Queryable = Pick<pg.ClientBase, 'query'>

/**
 * Appends within somebody's own transaction (transactional outbox): the events are there if and only if it
 * commits. Must be its last statement, since appends wait for each other until the commit.
 */
export async function appendInTransaction(client: Queryable, events: readonly BanyanEvent[]): Promise<void> {
  if (events.length === 0) return
  await client.query({
    name: 'append',
    text: 'SELECT events.append($1::json[])',
    values: [events.map((event) => JSON.stringify(event))],
  })
}

/**
 * A log in PostgreSQL, schema `events`. Nothing is connected before it is needed, so a process starts without
 * its database; consumers connect again for ever.
 */
export function createPostgresEventLog(options: PostgresEventLogOptions): EventLog {
  const { databaseUrl, log, appendWithinMs = 5_000 } = options
  const retention = options.retention ?? { ...defaultRetention, everyMs: 600_000 }
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'banyan events',
    max: 4,
    connectionTimeoutMillis: appendWithinMs,
    statement_timeout: appendWithinMs,
    query_timeout: appendWithinMs,
    keepAlive: true,
  })
  pool.on('error', (error) => log.warn({ err: error }, 'a connection of the event log broke'))
  const migrated = once(() => migrate(databaseUrl, 'events', new URL('./migrations/', import.meta.url), log))
  const forgetting = () => migrated().then(() => forgetOldEvents(pool, retention))
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  const cleaning = setInterval(() => {
    forgetting().catch((error) => log.warn({ err: error }, 'old events were not deleted'))
  }, retention.everyMs).unref()

  return {
    append: async (events) => {
      if (closing.signal.aborted) throw new BanyanError('unavailable', { detail: 'The event log is closed' })
      try {
        await migrated()
        await appendInTransaction(pool as Queryable, events)
      } catch (cause) {
        throw new BanyanError('unavailable', { detail: 'The event log is away', cause })
      }
    },
    consume: async (consumer) => {
      const stopping = new AbortController()
      const signal = AbortSignal.any([stopping.signal, closing.signal])
      const done = keepConsuming(
        consumer,
        { pollMs: 5_000, leasePollMs: 1_000, ...options, migrated },
        signal,
      )
      running.add(done)
      return {
        stop: async () => {
          stopping.abort()
          await done
          running.delete(done)
        },
      }
    },
    close: async () => {
      clearInterval(cleaning)
      closing.abort()
      await Promise.all(running)
      if (!pool.ending) await pool.end()
    },
  }
}

type Consuming = PostgresSourceOptions & { migrated(): Promise<void>; backOff?: BackOff }

/** Connects, waits for the group's turn, consumes; after every loss once more. */
async function keepConsuming(consumer: Consumer, options: Consuming, signal: AbortSignal): Promise<void> {
  const { log, backOff = consumeBackOff } = options
  let failures = 0
  while (!signal.aborted) {
    try {
      await options.migrated()
      const source = await openPostgresSource(consumer, options, signal)
      if (source === null) continue
      failures = 0
      const whileMine = AbortSignal.any([signal, source.lost])
      await consumeLoop(source, consumer, { log, signal: whileMine, backOff })
      await source.close().catch(() => undefined)
    } catch (error) {
      failures += 1
      const waitMs = backOffMs(backOff, failures)
      log.warn({ err: error, group: consumer.group, failures, waitMs }, 'the event log is away')
      await pause(waitMs, signal)
    }
  }
}

/** Runs an action until it has succeeded once; callers meanwhile share the run. */
function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= action().catch((error) => {
      done = undefined
      throw error
    })
    return done
  }
}
