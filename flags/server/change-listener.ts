// PostgreSQL's LISTEN, held for ever: reconnects, finds a connection that died silently, and never trusts
// a gap.
import pg from 'pg'
import type { Logger } from '#contracts/process/log.ts'

/** Name of the NOTIFY channel; its payload is the revision. */
export const channel = 'banyan_flags'

export type ChangeListener = { watch(onChange: () => void): void; close(): Promise<void> }

const retryAfterMs = 250

/**
 * Calls every watcher at once, after a notification, and after each (re)connection, since some may have
 * been missed.
 * @param aliveMs how often the connection has to prove that it lives
 */
export function listenForChanges(databaseUrl: string, log: Logger, aliveMs: number): ChangeListener {
  const watchers = new Set<() => void>()
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let lost = false

  const tellAll = () => {
    for (const watcher of watchers) watcher()
  }
  function again(mine: pg.Client, error: unknown): void {
    if (client !== mine || closed) return
    if (!lost) log.warn({ err: error }, 'lost touch with the flags in PostgreSQL; serving from memory')
    lost = true
    client = null
    void mine.end().catch(() => undefined)
    timer = setTimeout(connect, retryAfterMs)
  }
  function connect(): void {
    const mine = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 2_000,
      query_timeout: aliveMs,
      keepAlive: true,
    })
    client = mine
    mine.on('error', (error) => again(mine, error))
    mine.on('end', () => again(mine, new Error('the connection ended')))
    mine.on('notification', tellAll)
    listen(mine).catch((error) => again(mine, error))
  }
  async function listen(mine: pg.Client): Promise<void> {
    await mine.connect()
    await mine.query(`LISTEN ${channel}`)
    if (lost) log.info('in touch with the flags in PostgreSQL again')
    lost = false
    tellAll()
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
    watch: (onChange) => {
      watchers.add(onChange)
      queueMicrotask(onChange)
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      watchers.clear()
      await client?.end().catch(() => undefined)
    },
  }
}
