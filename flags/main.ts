// The embedded flag server as a process.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Logger } from '#contracts/process/log.ts'
import { type Running, runProcess } from '#contracts/process/run-process.ts'
import { readSettings, SettingsError, setting } from '#contracts/process/settings.ts'
import { createActJournal } from './server/act-journal.ts'
import { startFlagServer } from './server/flag-server.ts'
import { createJournalledFlagStore } from './server/flag-store.journalled.ts'
import { createPostgresFlagStore, migrateFlagStore } from './server/flag-store.postgres.ts'
import type { FlagStore } from './server/flag-store.ts'
import { seedUntilDone } from './server/seed-until-done.ts'

const settings = z.object({
  FLAGS_HOST: setting.host(),
  FLAGS_PORT: setting.port(8242),
  DATABASE_URL: setting.databaseUrl(),
  /** Kills that the database has not taken yet; without it a kill needs the database. */
  DATA_DIR: z.string().min(1).optional(),
  FLAGS_CLIENT_TOKEN: setting.secret(),
  FLAGS_ADMIN_TOKEN: setting.secret(),
})

await runProcess('flags', async (log: Logger): Promise<Running> => {
  const env = readSettings(settings)
  if (env.FLAGS_CLIENT_TOKEN === env.FLAGS_ADMIN_TOKEN) {
    throw new SettingsError(['FLAGS_ADMIN_TOKEN: must differ from FLAGS_CLIENT_TOKEN'])
  }
  const store = withJournal(createPostgresFlagStore(env.DATABASE_URL, log), env.DATA_DIR, log)
  const seeding = seedUntilDone(() => migrateFlagStore(env.DATABASE_URL, log), store, log)
  await Promise.race([seeding.firstAttempt, pause(2_000, undefined, { ref: false })])
  const tokens = { client: env.FLAGS_CLIENT_TOKEN, admin: env.FLAGS_ADMIN_TOKEN }
  const server = await startFlagServer({ store, tokens, log, port: env.FLAGS_PORT, host: env.FLAGS_HOST })
  log.info({ port: server.port }, 'listening')
  return {
    stop: async () => {
      seeding.stop()
      await server.stop()
      await store.close()
    },
  }
})

function withJournal(store: FlagStore, directory: string | undefined, log: Logger): FlagStore {
  if (directory === undefined) {
    log.warn('DATA_DIR is not set: while the database is away, a kill will be refused')
    return store
  }
  return createJournalledFlagStore(store, { journal: createActJournal(directory), log })
}
