// The embedded flag server: Unleash-compatible, for who does not run an Unleash.
import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import { closeServer, listen } from '#contracts/process/listen.ts'
import type { Logger } from '#contracts/process/log.ts'
import { adminApi } from './admin-api.ts'
import { clientApi } from './client-api.ts'
import { createFlagMetrics, type FlagMetrics } from './flag-metrics.ts'
import type { FlagStore } from './flag-store.ts'
import { createFlagStreams, type FlagStreamsOptions } from './flag-streams.ts'
import { notFound, problemAnswers } from './problem-answers.ts'
import { createServedFlags, type ServedFlags } from './served-flags.ts'
import { type Tokens, tokenGate } from './token-gate.ts'

export type FlagServerOptions = {
  readonly store: FlagStore
  readonly tokens: Tokens
  readonly log: Logger
  readonly port: number
  readonly host?: string
  readonly streams?: Partial<FlagStreamsOptions>
}

export type FlagServer = {
  readonly port: number
  /** Base of its Unleash API. */
  readonly url: string
  /** Ends its streams and connections; the store stays open. */
  stop(): Promise<void>
}

/** Serves a store. Listens at once; answers 503 until the store has been read. */
export async function startFlagServer(options: FlagServerOptions): Promise<FlagServer> {
  const { store, tokens, log, host = '127.0.0.1' } = options
  const served = createServedFlags(store, log)
  const limits = { heartbeatMs: 2_000, stalledMs: 15_000, maxStreams: 1_000, ...options.streams }
  const streams = createFlagStreams(served, limits)
  const metrics = createFlagMetrics({ streams: streams.count, storeAnswers: served.storeAnswers })

  const app = express().disable('x-powered-by').disable('etag')
  probes(app, served, metrics)
  app.use('/api/client', tokenGate('client', tokens), clientApi({ served, streams, metrics }))
  app.use('/api/admin', tokenGate('admin', tokens), adminApi({ store, served, metrics }))
  app.use(notFound, problemAnswers(log))

  const server = createServer(app)
  // Longer than clients keep an idle connection, so that none is closed in their face.
  server.keepAliveTimeout = 65_000
  const port = await listen(server, options.port, host)
  return {
    port,
    url: `http://${host}:${port}/api`,
    stop: () => stop(server, () => [streams.close(), served.close()]),
  }
}

async function stop(server: Server, endStreams: () => void): Promise<void> {
  const closed = closeServer(server, 2_000)
  endStreams()
  await closed
}

function probes(app: Express, served: ServedFlags, metrics: FlagMetrics): void {
  app.get('/livez', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/readyz', (_request, response) => {
    const ready = served.current() !== null
    const store = served.storeAnswers() ? 'ok' : 'away'
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'starting', store })
  })
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}
