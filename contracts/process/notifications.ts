// PostgreSQL's LISTEN, held for ever: reconnects, finds a connection that died silently, and never trusts
// a gap.
import pg from 'pg'
import type { Logger } from './log.ts'

export type NotificationSource = {
  readonly databaseUrl: string
  /** Of NOTIFY. */
  readonly channel: string
  /** What is heard of there, for the log: `the flags in PostgreSQL`. */
  readonly subject: string
  /** How often the connection has to prove that it lives. */
  readonly aliveMs: number
}

/** Told the payload of a notification, or null when some may have been missed. */
export type NotificationWatcher = (payload: string | null) => void

export type Notifications = {
  watch(watcher: NotificationWatcher): void
  /** Whether a notification of now would be heard. */
  isConnected(): boolean
  close(): Promise<void>
}

const retryAfterMs = 250

/**
 * Calls every watcher at once, after a notification, and after each (re)connection, since some may have
 * been missed.
 */
export function listenForNotifications(source: NotificationSource, log: Logger): Notifications {
  const { channel, subject, aliveMs } = source
  const watchers = new Set<NotificationWatcher>()
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let lost = false
  let connected = false

  const tellAll = (payload: string | null) => {
    for (const watcher of watchers) watcher(payload)
  }
  function again(mine: pg.Client, error: unknown): void {
    if (client !== mine || closed) return
    if (!lost) log.warn({ err: error }, `lost touch with ${subject}`)
    lost = true
    connected = false
    client = null
    void mine.end().catch(() => undefined)
    timer = setTimeout(connect, retryAfterMs)
  }
  function connect(): void {
    const mine = createClient(source)
    client = mine
    mine.on('error', (error) => again(mine, error))
    mine.on('end', () => again(mine, new Error('the connection ended')))
    mine.on('notification', ({ payload = '' }) => tellAll(payload))
    listen(mine).catch((error) => again(mine, error))
  }
  async function listen(mine: pg.Client): Promise<void> {
    await mine.connect()
    await mine.query(`LISTEN ${channel}`)
    if (lost) log.info(`in touch with ${subject} again`)
    lost = false
    connected = client === mine
    tellAll(null)
    while (client === mine && !closed) {
      await pause(aliveMs)
      if (client === mine && !closed) await mine.query('SELECT 1')
    }
  }
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
    })
  }
  connect()
  return {
    watch: (watcher) => {
      watchers.add(watcher)
      queueMicrotask(() => watcher(null))
    },
    isConnected: () => connected,
    close: async () => {
      closed = true
      connected = false
      clearTimeout(timer)
      watchers.clear()
      await client?.end().catch(() => undefined)
    },
  }
}

function createClient({ databaseUrl, aliveMs }: NotificationSource): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 2_000,
    query_timeout: aliveMs,
    keepAlive: true,
  })
}
