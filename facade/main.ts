// The façade: its effects are made here and nowhere else.
import { createServer } from 'node:http'
import { join } from 'node:path'
import pino from 'pino'
import { createAdapter } from '#adapters/registry.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type Running, runProcess } from '#contracts/process/run-process.ts'
import { readSettings } from '#contracts/process/settings.ts'
import { createUnleashFlagSource } from '#flags/flag-source.unleash.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createSpoolingEventLog } from '#kpi/events/event-log.spooling.ts'
import { createAccessLog } from './access-log.ts'
import { createFacade } from './create-facade.ts'
import { createDegraded } from './degraded.ts'
import { EventBatcher } from './events/event-batcher.ts'
import { createFront } from './front/front.ts'
import { createEventMetrics } from './metrics/event-metrics.ts'
import { createRegistry } from './metrics/process-metrics.ts'
import { createOperationsPort } from './operations-port/operations-port.ts'
import { type FacadeSettings, facadeSettings } from './settings.ts'

async function start(settings: FacadeSettings, log: Logger): Promise<Running> {
  const registry = createRegistry()
  const degraded = createDegraded(log, registry, () => performance.now())
  const adapter = createAdapter(settings.LEGACY_SUITE, {
    baseUrl: settings.LEGACY_URL,
    markets: settings.MARKETS,
    options: settings.LEGACY_OPTIONS,
  })
  const flags = await createUnleashFlagSource({
    url: settings.UNLEASH_URL,
    token: settings.UNLEASH_TOKEN,
    appName: 'banyan-facade',
    directory: join(settings.DATA_DIR, 'flags'),
    log,
    degraded,
  })
  const inner = createEventLog({
    databaseUrl: settings.DATABASE_URL,
    kafkaBrokers: settings.KAFKA_BROKERS?.join(','),
    log,
  })
  const eventLog = await createSpoolingEventLog(inner, { directory: join(settings.DATA_DIR, 'spool'), log })
  const batcher: EventBatcher = new EventBatcher({
    eventLog,
    onFailed: (error) => {
      eventMetrics.failed()
      degraded('events', error)
    },
    onDropped: (events) => eventMetrics.dropped(events),
  })
  const eventMetrics = createEventMetrics(registry, () => batcher.backlog)
  const accessLog = createAccessLog('info', pino.destination({ fd: 1, sync: false }))
  const front = createFront({
    passthrough: adapter.passthrough,
    legacyUrl: settings.LEGACY_URL,
    registry,
    log,
    accessLog,
  })
  const facade = createFacade({
    mode: settings.BANYAN_MODE,
    markets: settings.MARKETS,
    operatorToken: settings.OPERATOR_TOKEN,
    visitorSecrets: settings.VISITOR_SECRET as never,
    testerSecrets: settings.TESTER_SECRET as never,
    corsOrigins: settings.CORS_ORIGINS,
    summaryWindowMs: settings.SUMMARY_WINDOW_MS,
    front,
    passthroughPrefixes: adapter.passthrough.map((p) => p.prefix),
    flags,
    sink: batcher,
    eventSource: `/facade/${process.pid}`,
    accessLog,
    legacyHandlers: adapter.operations,
    newUrl: settings.NEW_URL,
    newCapabilities: settings.NEW_CAPABILITIES,
    serviceToken: settings.SERVICE_TOKEN,
    validateShare: settings.VALIDATE_SHARE ?? 0.05,
    restMs: 1000,
    registry,
    log,
  })
  let ready = false
  const operations = createServer(
    createOperationsPort({
      operatorToken: settings.OPERATOR_TOKEN,
      registry,
      started: () => ready,
      ready: () => ready,
      parts: () => [],
      explain: facade.explain,
      settings,
      log,
    }),
  )
  await listen(facade.server, settings.FACADE_PORT, settings.FACADE_HOST)
  await listen(operations, settings.OPERATIONS_PORT, settings.OPERATIONS_HOST)
  ready = true
  return {
    stop: async () => {
      ready = false
      facade.drain()
      await closeServer(facade.server)
      await facade.stop()
      await batcher.stop()
      await eventLog.close()
      await flags.close()
      await adapter.close()
      front.close()
      await closeServer(operations)
    },
  }
}

await runProcess('facade', (log) => start(readSettings(facadeSettings), log))
