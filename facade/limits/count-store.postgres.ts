import { createHash } from 'node:crypto'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import type { Logger } from '#contracts/process/log.ts'
import { createPool, migrate } from '#contracts/process/postgres.ts'
import type { CountStore } from './shared-counts.ts'

const migrations = new URL('./migrations/', import.meta.url)
const windowSeconds = 60
const connections = 2
const answerWithinMs = 2_000

/** Counts in PostgreSQL. Names are hashed: no address stands in the table. */
export function createPostgresCountStore(databaseUrl: string, log: Logger): CountStore {
  const pool = createPool(databaseUrl, log, connections, { answerWithinMs })
  const counts = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    schemaName: 'limits',
    tableName: 'counts',
    keyPrefix: '',
    tableCreated: true,
    duration: windowSeconds,
    // Counted here, decided elsewhere.
    points: Number.MAX_SAFE_INTEGER,
  })
  let ready: Promise<void> | null = null
  /** Again until it succeeds: the database may come later than we do. */
  const open = () => {
    ready ??= migrate(databaseUrl, 'limits', migrations, log).catch((error: unknown) => {
      ready = null
      throw error
    })
    return ready
  }
  return {
    async add(name, taken) {
      await open()
      const { consumedPoints, msBeforeNext } = await counts.penalty(hashed(name), taken)
      return { taken: consumedPoints, windowEndsAt: Date.now() + msBeforeNext }
    },
    close: () => pool.end(),
  }
}

function hashed(name: string): string {
  return createHash('sha256').update(name).digest('base64url')
}
