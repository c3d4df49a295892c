import pg from 'pg'
import type { Consumer, Position } from '#contracts/events/event-log.ts'
import { pause } from '#contracts/process/back-off.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { Source } from './consume-loop.ts'
import { decodeEvents } from './decode-events.ts'

export type PostgresSourceOptions = {
  readonly databaseUrl: string
  readonly log: Logger
  /** Looks this often without having been woken; also finds a connection that died in silence. */
  readonly pollMs: number
  /** How often a member of a group asks whether the active one has gone. */
  readonly leasePollMs: number
}

/** The one active member of a group, with a connection of its own that holds the group's lock. */
export type PostgresSource = Source & {
  /** Aborted when the connection, and the group's lock with it, is lost. */
  readonly lost: AbortSignal
  close(): Promise<void>
}

const stretch = '0'
const batchSize = 500
const progressEveryMs = 10_000

/** Connects and waits for the group's turn; null when the signal is aborted before. */
export async function openPostgresSource(
  { group }: Consumer,
  options: PostgresSourceOptions,
  signal: AbortSignal,
): Promise<PostgresSource | null> {
  const client = new pg.Client({
    connectionString: options.databaseUrl,
    application_name: `banyan events ${group}`,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
  })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  try {
    await client.connect()
    const isMine = await waitForTurn(client, group, options, AbortSignal.any([signal, lost.signal]))
    if (isMine) await client.query('LISTEN banyan_events')
    else await client.end()
    return isMine ? createSource(client, group, { ...options, lost: lost.signal }) : null
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** Asks again and again: waiting inside Postgres would hold a snapshot, and keep vacuum from its work. */
async function waitForTurn(
  client: pg.Client,
  group: string,
  { leasePollMs }: PostgresSourceOptions,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(1650552442, hashtext($1)) AS mine',
      [group],
    )
    if (rows[0]?.mine) return true
    await pause(leasePollMs, signal)
  }
  return false
}

function createSource(
  client: pg.Client,
  group: string,
  { log, pollMs, lost }: PostgresSourceOptions & { lost: AbortSignal },
): PostgresSource {
  let woken = Promise.withResolvers<void>()
  const saveProgress = createProgress(client, group)
  client.on('notification', () => woken.resolve())

  async function read(after: Position | null) {
    woken = Promise.withResolvers()
    const { rows } = await client.query<{ position: string; event: unknown }>({
      name: 'read',
      text: `SELECT position, event FROM events.log WHERE position > $1 ORDER BY position LIMIT ${batchSize}`,
      values: [after ?? '0'],
    })
    const position = rows.at(-1)?.position
    if (after !== null) await saveProgress(after, position === undefined)
    if (position === undefined) return null
    const events = decodeEvents(
      rows.map((row) => row.event),
      log,
    )
    return { stretch, events, position }
  }

  async function wait(signal: AbortSignal) {
    const waiting = new AbortController()
    const poll = pause(pollMs, AbortSignal.any([signal, waiting.signal]))
    await Promise.race([woken.promise, poll])
    waiting.abort()
  }

  return { stretch, lost, read, wait, close: () => client.end() }
}

/** Writes down how far the group has come: whenever it has caught up, else every now and then. */
function createProgress(client: pg.Client, group: string) {
  let saved: Position | null = null
  let savedAt = performance.now()
  return async (position: Position, caughtUp: boolean) => {
    if (position === saved || !(caughtUp || performance.now() - savedAt >= progressEveryMs)) return
    await client.query(
      `INSERT INTO events.progress (consumer_group, position) VALUES ($1, $2)
       ON CONFLICT (consumer_group) DO UPDATE SET position = excluded.position, at = now()`,
      [group, position],
    )
    saved = position
    savedAt = performance.now()
  }
}
