// The façade: its effects are made here and nowhere else.
import { createServer } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import type { Adapter } from '#adapters/adapter.ts'
import { createAdapter } from '#adapters/registry.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { type Logger, logOutput } from '#contracts/process/log.ts'
import { createRetryBudget } from '#contracts/process/retry-budget.ts'
import { type Running, runProcess } from '#contracts/process/run-process.ts'
import { readSettings } from '#contracts/process/settings.ts'
import type { FlagSource } from '#flags/flag-source.ts'
import { createUnleashFlagSource } from '#flags/flag-source.unleash.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createSpoolingEventLog, type SpoolingEventLog } from '#kpi/events/event-log.spooling.ts'
import { createAccessLog } from './access-log.ts'
import { createFacade } from './create-facade.ts'
import { createDegraded, type Degraded } from './degraded.ts'
import { EventBatcher } from './events/event-batcher.ts'
import { createFront } from './front/front.ts'
import { createReadClient } from './http/client-address.ts'
import { createIsTrustedHop } from './http/trusted-proxies.ts'
import { openIdentity } from './identity/open-identity.ts'
import { createEventMetrics } from './metrics/event-metrics.ts'
import { createRegistry } from './metrics/process-metrics.ts'
import { createOperationsPort } from './operations-port/operations-port.ts'
import { partHealth } from './part-health.ts'
import { type FacadeSettings, facadeSettings } from './settings.ts'

const breakerRestMs = 1_000

type Ground = { readonly registry: Registry; readonly log: Logger; readonly degraded: Degraded }

async function start(settings: FacadeSettings, log: Logger): Promise<Running> {
  const registry = createRegistry()
  const ground = { registry, log, degraded: createDegraded(log, registry, () => performance.now()) }
  const retries = createRetryBudget()
  const adapter = createAdapter(settings.LEGACY_SUITE, {
    retries,
    baseUrl: settings.LEGACY_URL,
    markets: settings.MARKETS,
    options: settings.LEGACY_OPTIONS,
  })
  const flags = await openFlags(settings, ground)
  const { sink, eventLog } = await openEvents(settings, ground)
  const accessLog = createAccessLog(log.level, logOutput())
  const { passthrough } = adapter
  const readClient = createReadClient(createIsTrustedHop(settings.TRUSTED_PROXIES))
  const front = createFront({
    ...{ passthrough, legacyUrl: settings.LEGACY_URL, readClient },
    ...{ retries, registry, log, accessLog },
  })
  const facade = createFacade({
    ...partsFrom(settings, adapter),
    ...{ readClient, front, flags, sink, accessLog, registry, log, restMs: breakerRestMs },
    tokens: openIdentity(settings, registry),
  })
  let ready = false
  const operations = createServer(
    createOperationsPort({
      ...{ operatorToken: settings.OPERATOR_TOKEN, registry, settings, log, explain: facade.explain },
      started: () => true,
      ready: () => ready,
      parts: () =>
        partHealth({ flags: flags.status(), events: eventLog.status(), resting: facade.resting() }),
    }),
  )
  await listen(operations, settings.OPERATIONS_PORT, settings.OPERATIONS_HOST)
  await listen(facade.server, settings.FACADE_PORT, settings.FACADE_HOST)
  ready = true
  return {
    stop: async () => {
      ready = false
      facade.drain()
      await pause(settings.DRAIN_MS)
      await closeServer(facade.server)
      await facade.stop()
      await sink.stop()
      await Promise.all([eventLog.close(), flags.close(), adapter.close()])
      front.close()
      accessLog.flush()
      await closeServer(operations, 0)
    },
  }
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
    cacheBytes: settings.CACHE_BYTES,
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

type Events = { readonly sink: EventBatcher; readonly eventLog: SpoolingEventLog }

async function openEvents(settings: FacadeSettings, { log, registry, degraded }: Ground): Promise<Events> {
  const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers } = settings
  const inner = createEventLog({ databaseUrl, kafkaBrokers, log })
  const eventLog = await withSpool(inner, join(settings.DATA_DIR, 'spool'), { registry, log, degraded })
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
  directory: string,
  { log, degraded }: Ground,
): Promise<SpoolingEventLog> {
  try {
    return await createSpoolingEventLog(inner, { directory, log })
  } catch (error) {
    degraded('event spool', error)
    return { ...inner, status: () => ({ spooling: false, spooledBytes: 0 }) }
  }
}

await runProcess('facade', (log) => start(readSettings(facadeSettings), log))
