// A whole façade on real sockets for tests: the new side a tiny server, the legacy side handlers in memory.
import { Registry } from 'prom-client'
import { bundledMarkets } from '#contracts/markets.ts'
import { capabilities, type Handlers } from '#contracts/operations.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import { mintTesterToken, type TesterClaims } from '#contracts/tester-token.ts'
import { mintVisitorToken } from '#contracts/visitor-token.ts'
import { createMemoryFlagSource, type MemoryFlagSource } from '#flags/flag-source.memory.ts'
import { createFacade, type Facade, type FacadeParts } from '../create-facade.ts'
import { createMemoryEventSink, type MemoryEventSink } from '../events/event-sink.ts'
import { createReadClient } from '../http/client-address.ts'
import { aProduct, suggestions } from './sample-answers.ts'
import { json, startTinyUpstream, type TinyUpstream } from './tiny-upstream.ts'

export const secrets = {
  visitor: 'the-visitor-secret',
  oldVisitor: 'an-old-visitor-secret',
  tester: 'the-tester-secret',
  operator: 'the-operator-token',
} as const

export type FacadeInTest = {
  readonly url: string
  readonly port: number
  readonly facade: Facade
  readonly upstream: TinyUpstream
  /** Replaced by tests that want another legacy side. */
  readonly legacy: { getProduct: Handlers['getProduct']; suggest: Handlers['suggest'] }
  readonly flags: MemoryFlagSource
  readonly sink: MemoryEventSink
  readonly registry: Registry
  stop(): Promise<void>
}

/** How long a failing side rests in tests. */
export const restMs = 100

/** Both sides answer `getProduct` and `suggest`, and say which they are. */
export async function startFacade(change: Partial<FacadeParts> = {}): Promise<FacadeInTest> {
  const upstream = await startTinyUpstream((req, res) =>
    json(req.url?.startsWith('/v1/suggest') ? suggestions('new') : aProduct('new'))(req, res),
  )
  const legacy = { getProduct: async () => aProduct('legacy'), suggest: async () => suggestions('legacy') }
  const flags = createMemoryFlagSource()
  const sink = createMemoryEventSink()
  const registry = new Registry()
  const facade = createFacade({
    mode: 'embedded',
    markets: bundledMarkets,
    legacyHandlers: {
      getProduct: (input, context) => inTest.legacy.getProduct(input, context),
      suggest: (input, context) => inTest.legacy.suggest(input, context),
    },
    newUrl: upstream.url,
    newCapabilities: capabilities,
    serviceToken: 'service-token',
    operatorToken: secrets.operator,
    visitorSecrets: [secrets.visitor, secrets.oldVisitor],
    testerSecrets: [secrets.tester],
    corsOrigins: [],
    callsAtOnce: { legacy: 256, new: 1_024 },
    validateShare: 1,
    cache: null,
    summaryWindowMs: 60_000,
    readClient: createReadClient(() => false),
    restMs,
    front: (_req, res) => void res.writeHead(404).end('front'),
    passthroughPrefixes: ['/shop-api'],
    eventSource: '/facade/test',
    log: silentLog,
    accessLog: silentLog,
    ...{ flags, sink, registry },
    ...change,
  })
  const port = await listen(facade.server, 0)
  const inTest: FacadeInTest = {
    url: `http://127.0.0.1:${port}`,
    ...{ port, facade, upstream, legacy, flags, sink, registry },
    stop: async () => {
      await closeServer(facade.server, 0)
      await facade.stop()
      await upstream.stop()
      await flags.close()
    },
  }
  return inTest
}

/** A visitor's header, by his number. */
export function asVisitor(number: number): { readonly 'banyan-visitor': string } {
  const id = Buffer.from(String(number).padStart(16, '0')).toString('base64url')
  return { 'banyan-visitor': mintVisitorToken(id, [secrets.visitor]) }
}

/** A tester's header. */
export function asTester(claims: Partial<TesterClaims> = {}): { readonly 'banyan-tester': string } {
  const content: TesterClaims = { side: 'new', journey: '*', exp: 4_000_000_000, ...claims }
  return { 'banyan-tester': mintTesterToken(content, [secrets.tester]) }
}
