// The control plane: console and API, the consumer that makes figures, and the import worker, in one process.
// It starts and stays up while its database, the flag server, the façade or the suite is away, and says so.
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { CatalogFeed } from '#adapters/adapter.ts'
import { createAdapter } from '#adapters/registry.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import { journeys } from '#contracts/operations.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import type { Logger } from '#contracts/process/log.ts'
import { settlesWithin } from '#contracts/process/patience.ts'
import { createPool, migrate } from '#contracts/process/postgres.ts'
import { type Running, runProcess } from '#contracts/process/run-process.ts'
import { readSettings } from '#contracts/process/settings.ts'
import { createUnleashFlagAdmin } from '#flags/flag-admin.unleash.ts'
import { ensureJourneyFlags } from '#flags/flag-setup.unleash.ts'
import { readBacklogs } from '#kpi/events/backlog.postgres.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { startKpi } from '#kpi/main-part.ts'
import { importable, startSync } from '#sync/main-part.ts'
import { openEndedSessions } from './api/access/ended-sessions.ts'
import { createControlApi } from './api/control-api.ts'
import { readControlDocument } from './api/control-document.ts'
import { createFacadeExplain } from './api/facade-explain.ts'
import { openAuditSpool } from './audit/audit-spool.ts'
import { createPostgresAuditStore } from './audit/audit-store.postgres.ts'
import { createAuditTrail } from './audit/audit-trail.ts'
import { readConsoleAssets } from './console/console-assets.ts'
import { consolePages } from './console/console-pages.ts'
import { startLate } from './late-part.ts'
import { lateFigures, lateSync } from './late-ports.ts'
import { createControlMetrics } from './metrics/control-metrics.ts'
import { metricsRoute } from './metrics/metrics-route.ts'
import { type ControlSettings, controlSettings } from './settings.ts'
import { eventsProbe, kafkaEventsProbe } from './status/events-probe.ts'
import { startMonitor } from './status/monitor.ts'
import { databaseProbe, flagProbe, httpProbe, suiteProbe } from './status/probes.ts'

/** How long "ready" waits for parts that need the database. */
const partsWithinMs = 15_000
const catchUpEveryMs = 5_000

async function start(settings: ControlSettings, log: Logger): Promise<Running> {
  // First what keeps the loop busy for a moment, so that no probe is late because of us.
  const pages = consolePages(readConsoleAssets())
  const stopping = new AbortController()
  const pool = createPool(settings.DATABASE_URL, log, 5)
  const eventLog = createEventLog({
    databaseUrl: settings.DATABASE_URL,
    kafkaBrokers: settings.KAFKA_BROKERS,
    log,
  })
  const adapter = createAdapter(settings.LEGACY_SUITE, {
    baseUrl: settings.LEGACY_URL,
    markets: settings.MARKETS,
    options: settings.LEGACY_OPTIONS,
  })
  const flags = createUnleashFlagAdmin({ url: settings.UNLEASH_URL, token: settings.UNLEASH_ADMIN_TOKEN })
  const late = startLateParts(settings, { eventLog, feed: adapter.catalogFeed, log })
  const spool = await openAuditSpool(join(settings.DATA_DIR, 'audit-waiting.jsonl'))
  const metrics = createControlMetrics(() => monitor.status())
  const trail = metrics.counted(createAuditTrail({ store: createPostgresAuditStore(pool), spool, log }))
  const catchingUp = setInterval(() => void trail.catchUp(), catchUpEveryMs)
  const monitor = startMonitor({
    probes: {
      facade: httpProbe(settings.OPERATIONS_URL),
      services: httpProbe(settings.NEW_URL),
      suite: suiteProbe(adapter),
      flags: flagProbe(flags, journeys),
      database: databaseProbe(pool),
      events: settings.KAFKA_BROKERS ? kafkaEventsProbe : eventsProbe(() => readBacklogs(pool)),
    },
    auditWaiting: trail.waiting,
    log,
  })
  const app = createControlApi({
    ...{ log, flags, trail, monitor, stopping: stopping.signal, ...secretsOf(settings) },
    figures: lateFigures(late.kpi),
    sync: lateSync(late.sync, adapter.catalogFeed === null ? [] : importable),
    explain: createFacadeExplain(settings.OPERATIONS_URL, settings.OPERATOR_TOKEN),
    ended: await openEndedSessions(join(settings.DATA_DIR, 'ended-sessions.jsonl'), log),
    document: readControlDocument(),
    console: pages,
    metrics: metricsRoute(metrics.registry, settings.SERVICE_TOKEN),
  })
  const server = createServer({ requestTimeout: 30_000 }, app)
  const port = await listen(server, settings.CONTROL_PORT, settings.CONTROL_HOST)
  log.info({ port }, 'listening')
  await settlesWithin(partsWithinMs, Promise.all(Object.values(late).map((part) => part.firstTry)))
  const stop = async () => {
    stopping.abort()
    clearInterval(catchingUp)
    await closeServer(server, 5_000)
    await monitor.stop()
    for (const part of Object.values(late)) await part.stop()
    await Promise.all([adapter.close(), eventLog.close()])
    await pool.end()
  }
  return { stop }
}

type Sources = {
  readonly eventLog: EventLog
  readonly feed: CatalogFeed | null
  readonly log: Logger
}

/** Everything that needs the database, or the flag server, to begin. */
function startLateParts(settings: ControlSettings, { eventLog, feed, log }: Sources) {
  const { DATABASE_URL: databaseUrl, NEW_URL: newUrl, SERVICE_TOKEN: serviceToken } = settings
  const migrations = new URL('./migrations/', import.meta.url)
  const unleash = { url: settings.UNLEASH_URL, token: settings.UNLEASH_ADMIN_TOKEN }
  const named = (name: string) => ({ name, log })
  return {
    audit: startLate(() => done(migrate(databaseUrl, 'control', migrations, log)), named('the audit trail')),
    flags: startLate(() => done(ensureJourneyFlags(unleash, firstAct)), named('the set-up of the flags')),
    kpi: startLate(() => startKpi({ databaseUrl, eventLog, log }), named('the figures')),
    sync: startLate(() => startSync({ databaseUrl, newUrl, serviceToken, feed, log }), named('the import')),
  }
}

const firstAct = { actor: 'control', reason: 'the journey had no flag yet' }

/** A part that has nothing to stop. */
async function done(work: Promise<unknown>): Promise<Running> {
  await work
  return { stop: async () => undefined }
}

function secretsOf(settings: ControlSettings) {
  return {
    operatorToken: settings.OPERATOR_TOKEN,
    operatorPassword: settings.OPERATOR_PASSWORD,
    sessionSecrets: settings.SESSION_SECRET,
    testerSecrets: settings.TESTER_SECRET,
    origins: settings.CONTROL_ORIGIN,
  }
}

await runProcess('control', (log) => start(readSettings(controlSettings), log))
