// The new side: one process that hosts the rebuilt services named by SERVICES, each with a schema of its own.
import { z } from 'zod'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { marketsSetting } from '#contracts/process/markets-setting.ts'
import { migrate } from '#contracts/process/postgres.ts'
import { runProcess } from '#contracts/process/run-process.ts'
import { readSettings, setting } from '#contracts/process/settings.ts'
import { createCatalogService } from './catalog/catalog-service.ts'
import { createDatabase } from './kit/database.ts'
import { prepare } from './kit/preparation.ts'
import { createServiceApp } from './kit/service-app.ts'
import { createServiceMetrics } from './kit/service-metrics.ts'
import { createServiceServer } from './kit/service-server.ts'
import { createSearchService } from './search/search-service.ts'

/** Every rebuilt service: its schema in the database is its name. */
const offered = {
  catalog: { create: createCatalogService, migrations: new URL('./catalog/migrations/', import.meta.url) },
  search: { create: createSearchService, migrations: new URL('./search/migrations/', import.meta.url) },
} as const

const serviceName = z.enum(['catalog', 'search'])

const settingsShape = z.object({
  SERVICES_HOST: setting.host(),
  SERVICES_PORT: setting.port(8200),
  SERVICES: z
    .string()
    .default('catalog,search')
    .transform((list) => list.split(',').map((name) => name.trim()))
    .pipe(z.array(serviceName).min(1)),
  DATABASE_URL: setting.databaseUrl(),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(500).default(10),
  SERVICE_TOKEN: setting.secret(),
  MARKETS: marketsSetting(),
  /** Share of answers that are checked against the contract before they leave, 0–100. */
  OUTPUT_CHECK_PERCENT: z.coerce.number().min(0).max(100).default(1),
})

await runProcess('services', async (log) => {
  const settings = readSettings(settingsShape)
  const database = createDatabase(settings.DATABASE_URL, { connections: settings.DATABASE_CONNECTIONS, log })
  const chosen = [...new Set(settings.SERVICES)]
  const preparation = prepare(async () => {
    for (const name of chosen) await migrate(settings.DATABASE_URL, name, offered[name].migrations, log)
  }, log)
  const app = createServiceApp({
    services: chosen.map((name) => offered[name].create(database)),
    token: settings.SERVICE_TOKEN,
    markets: settings.MARKETS,
    metrics: createServiceMetrics(),
    log,
    checkOutput: () => Math.random() * 100 < settings.OUTPUT_CHECK_PERCENT,
    mustBePrepared: preparation.check,
    ready: () => database.ping(),
  })
  const server = createServiceServer(app)
  const port = await listen(server, settings.SERVICES_PORT, settings.SERVICES_HOST)
  log.info({ port, services: chosen }, 'listening')
  await preparation.tried
  return {
    stop: async () => {
      preparation.stop()
      await closeServer(server)
      await database.close()
    },
  }
})
