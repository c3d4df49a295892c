// The façade, or one worker of it: its effects are made here and nowhere else.
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Registry } from 'prom-client'
import type { Adapter } from '#adapters/adapter.ts'
import { createAdapter } from '#adapters/registry.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import { type Logger, logOutput } from '#contracts/process/log.ts'
import { createRetryBudget } from '#contracts/process/retry-budget.ts'
import { type Running, runProcess } from '#contracts/process/run-process.ts'
import { readSettings } from '#contracts/process/settings.ts'
import type { FlagSource } from '#flags/flag-source.ts'
import { createUnleashFlagSource } from '#flags/flag-source.unleash.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createSharedSpoolEventLog, type SharedSpoolEventLog } from '#kpi/events/event-log.shared-spool.ts'
import { createAccessLog } from './access-log.ts'
import { createPostgresInvalidations } from './cache/invalidations.postgres.ts'
import type { CacheSettings } from './cache/open-cache.ts'
import { createFacade } from './create-facade.ts'
import { createDegraded, type Degraded } from './degraded.ts'
import { EventBatcher } from './events/event-batcher.ts'
import { createFront } from './front/front.ts'
import type { Link } from './front/landing-page.ts'
import { openSuiteHook, type SuiteHook } from './hooks/open-suite-hook.ts'
import { createReadClient } from './http/client-address.ts'
import { createAllowOrigin } from './http/cross-origin.ts'
import { createIsTrustedHop } from './http/trusted-proxies.ts'
import { openIdentity } from './identity/open-identity.ts'
import { createAffordableConnections } from './limits/open-files.ts'
import { openRateLimit } from './limits/rate-limit-settings.ts'
import { createEventMetrics } from './metrics/event-metrics.ts'
import { createRegistry, exposeLostLines } from './metrics/process-metrics.ts'
import { partHealth } from './part-health.ts'
import { type FacadeSettings, facadeSettings } from './settings.ts'
import { openTls } from './tls/open-tls.ts'
import { openTracing } from './tracing/open-tracing.ts'
import { createSeat } from './workers/create-seat.ts'

const breakerRestMs = 1_000
/** On disk in all, while the event log is away. */
const spoolBytes = 256 * 1_048_576

type Ground = { readonly registry: Registry; readonly log: Logger; readonly degraded: Degraded }

async function start(settings: FacadeSettings, log: Logger): Promise<Running> {
  const seat = createSeat(process.argv, settings)
  const registry = createRegistry()
  exposeLostLines(registry, () => logOutput().lost)
  const degraded = createDegraded(log, registry, () => performance.now())
  const ground = { registry, log, degraded }
  const retries = createRetryBudget()
  const adapter = createAdapter(settings.LEGACY_SUITE, {
    retries,
    baseUrl: settings.LEGACY_URL,
    markets: settings.MARKETS,
    options: settings.LEGACY_OPTIONS,
  })
  const flags = await openFlags(settings, ground)
  const { sink, eventLog } = await openEvents(settings, ground, seat.workers)
  const accessLog = createAccessLog(log.level, logOutput())
  const readClient = createReadClient(createIsTrustedHop(settings.TRUSTED_PROXIES))
  const hook = openSuiteHook(settings.SUITE_HOOK_SECRET, settings.DATABASE_URL, ground)
  const front = createFront({
    ...frontFrom(settings, adapter),
    ...{ readClient, retries, registry, log, accessLog },
    suiteHook: hook?.handler ?? null,
  })
  const cache = openCacheSettings(settings, log, hook)
  const facade = createFacade({
    ...partsFrom(settings, adapter),
    ...{ cache, readClient, front, flags, sink, accessLog, registry, log, restMs: breakerRestMs },
    ...guardsFrom(settings, ground),
    tracing: await openTracing(process.env),
  })
  let ready = false
  const operations = {
    ...{ operatorToken: settings.OPERATOR_TOKEN, registry, settings, log, explain: facade.explain },
    started: () => true,
    ready: () => ready,
    parts: () =>
      partHealth({
        ...{ flags: flags.status(), events: eventLog.status(), resting: facade.resting() },
        isHearingChanges: cache?.invalidations.isHearing() ?? true,
        ...{ log: logOutput(), failed: degraded.recent() },
      }),
  }
  await seat.open({ server: facade.server, drain: facade.drain, operations, adopt: eventLog.adopt })
  ready = true
  return {
    stop: async () => {
      ready = false
      await seat.closeStorefront()
      await facade.stop()
      await sink.stop()
      await Promise.all([eventLog.close(), flags.close(), adapter.close()])
      await Promise.all([cache?.invalidations.close(), hook?.close()])
      front.close()
      accessLog.flush()
      await seat.closeOperations()
    },
  }
}

/** What stands at the door. */
function guardsFrom(settings: FacadeSettings, ground: Ground) {
  return {
    tls: openTls(settings, ground),
    tokens: openIdentity(settings, ground.registry),
    rateLimit: openRateLimit(settings, ground),
    mostConnections: mostConnections(settings),
  }
}

function frontFrom(settings: FacadeSettings, { passthrough }: Adapter) {
  const allowOrigin = createAllowOrigin(settings.CORS_ORIGINS, settings.BANYAN_MODE === 'embedded')
  return { passthrough, legacyUrl: settings.LEGACY_URL, allowOrigin, links: linksOf(settings) }
}

/** What the landing page links beside Banyan's own pages. */
function linksOf({ CONSOLE_URL: href }: FacadeSettings): readonly Link[] {
  return href === undefined ? [] : [{ href, label: 'The operators’ console' }]
}

/** What the façade is made from, as far as settings and adapter say it. */
function partsFrom(settings: FacadeSettings, adapter: Adapter) {
  const mode = settings.BANYAN_MODE
  return {
    mode,
    markets: settings.MARKETS,
    operatorToken: settings.OPERATOR_TOKEN,
    visitorSecrets: settings.VISITOR_SECRET,
    testerSecrets: settings.TESTER_SECRET,
    serviceToken: settings.SERVICE_TOKEN,
    corsOrigins: settings.CORS_ORIGINS,
    allowedHosts: settings.ALLOWED_HOSTS,
    summaryWindowMs: settings.SUMMARY_WINDOW_MS,
    callsAtOnce: { legacy: settings.LEGACY_CALLS, new: settings.NEW_CALLS },
    validateShare: settings.VALIDATE_SHARE ?? (mode === 'embedded' ? 0.05 : 0.01),
    legacyHandlers: adapter.operations,
    passthroughPrefixes: adapter.passthrough.map(({ prefix }) => prefix),
    newUrl: settings.NEW_URL,
    newCapabilities: settings.NEW_CAPABILITIES,
    eventSource: `/facade/${hostname()}/${process.pid}`,
  }
}

function openCacheSettings(
  settings: FacadeSettings,
  log: Logger,
  hook: SuiteHook | null,
): CacheSettings | null {
  const { CACHE_BYTES: bytes, DATABASE_URL: databaseUrl } = settings
  if (bytes === 0) return null
  const invalidations = createPostgresInvalidations(databaseUrl, log)
  return { bytes, invalidations, suiteChanges: hook?.changes ?? null }
}

function mostConnections({ MOST_CONNECTIONS: most }: FacadeSettings): () => number {
  return most === undefined ? createAffordableConnections() : () => most
}

async function openFlags(settings: FacadeSettings, { log, degraded }: Ground): Promise<FlagSource> {
  const flags = await createUnleashFlagSource({
    url: settings.UNLEASH_URL,
    token: settings.UNLEASH_TOKEN,
    appName: 'banyan-facade',
    directory: join(settings.DATA_DIR, 'flags'),
    log,
    degraded,
  })
  const { origin } = flags.status()
  if (origin === 'none') log.warn('NO FLAGS ARE KNOWN: everybody gets the legacy side')
  if (origin === 'last-known-good') log.warn('the flag server is away: flags as they were last known')
  return flags
}

type Events = { readonly sink: EventBatcher; readonly eventLog: SharedSpoolEventLog }

async function openEvents(settings: FacadeSettings, ground: Ground, workers: number): Promise<Events> {
  const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers } = settings
  const { log, registry, degraded } = ground
  const inner = createEventLog({ databaseUrl, kafkaBrokers, log })
  const spool = { directory: join(settings.DATA_DIR, 'spool'), maxBytes: spoolBytes / workers }
  const eventLog = await withSpool(inner, spool, ground)
  const metrics = createEventMetrics(registry, {
    backlog: () => sink.backlog,
    spooledBytes: () => eventLog.status().spooledBytes,
  })
  const sink: EventBatcher = new EventBatcher({
    eventLog,
    onDropped: metrics.dropped,
    onFailed: (error) => {
      metrics.failed()
      degraded('events', error)
    },
  })
  return { sink, eventLog }
}

/** Without a usable disk events wait in memory alone: no reason not to serve. */
async function withSpool(
  inner: EventLog,
  spool: { readonly directory: string; readonly maxBytes: number },
  { log, degraded }: Ground,
): Promise<SharedSpoolEventLog> {
  const onTrouble = (error: unknown) => degraded('event spool', error)
  try {
    return await createSharedSpoolEventLog(inner, { ...spool, log, onTrouble })
  } catch (error) {
    onTrouble(error)
    return { ...inner, status: () => ({ spooling: false, spooledBytes: 0 }), adopt: () => undefined }
  }
}

await runProcess('facade', (log) => start(readSettings(facadeSettings), log))
