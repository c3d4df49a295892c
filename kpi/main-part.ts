import type { EventLog } from '#contracts/events/event-log.ts'
import type { Logger } from '#contracts/process/log.ts'
import { createPool, migrate } from '#contracts/process/postgres.ts'
import { createPostgresFigures } from './figures/figures.postgres.ts'
import type { Figures } from './figures/figures.ts'

const forgetEveryMs = 3_600_000

export type KpiSettings = {
  readonly databaseUrl: string
  readonly eventLog: EventLog
  readonly log: Logger
}

/**
 * The part of a process that turns events into figures: schema `kpi` migrated, consumer running, old rows
 * deleted now and then. Several processes may host it: one consumes, the others stand by. Rejects when the
 * database is away.
 */
export async function startKpi({
  databaseUrl,
  eventLog,
  log,
}: KpiSettings): Promise<{ figures: Figures; stop(): Promise<void> }> {
  await migrate(databaseUrl, 'kpi', new URL('./figures/migrations/', import.meta.url), log)
  const pool = createPool(databaseUrl, log, 4)
  const store = createPostgresFigures(pool)
  const consuming = await eventLog.consume(store.consumer)
  const forgetting = setInterval(() => {
    store.forgetOld().catch((error) => log.warn({ err: error }, 'old figures were not deleted'))
  }, forgetEveryMs).unref()
  return {
    figures: store,
    stop: async () => {
      clearInterval(forgetting)
      await consuming.stop()
      await pool.end()
    },
  }
}
