// The façade from its effects: the same with live ones (main.ts) and in-memory ones (tests).
import type { Market } from '#contracts/markets.ts'
import {
  type Capability,
  type Handlers,
  type Operation,
  type OperationId,
  operations,
} from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { Secrets } from '#contracts/signature.ts'
import type { FlagSource } from '#flags/flag-source.ts'
import { type CacheSettings, openCache } from './cache/open-cache.ts'
import { createResolveContext } from './context/resolve-context.ts'
import { createExplainRequest, type ExplainRequest } from './decision/explain-request.ts'
import { createGatherFacts, type Offers } from './decision/gather-facts.ts'
import { createReadOverride } from './decision/tester-override.ts'
import type { EventSink } from './events/event-sink.ts'
import { startRequestSummaries } from './events/request-summaries.ts'
import type { ReadClient } from './http/client-address.ts'
import { createAllowOrigin } from './http/cross-origin.ts'
import { createFacadeServer, type FacadeServer, type FrontDoor } from './http/facade-server.ts'
import { createIsAllowedHost } from './http/request-host.ts'
import { createRouteOperation } from './http/route-operation.ts'
import { createAdmission } from './limits/create-admission.ts'
import { createRateLimit, type RateLimitSettings } from './limits/create-rate-limit.ts'
import { createMaySee } from './may-see.ts'
import { ExposedSplit } from './metrics/exposed-split.ts'
import { exposeFlags } from './metrics/flag-metrics.ts'
import { createRefusalCounter } from './metrics/process-metrics.ts'
import { exposeRequestMetrics } from './metrics/request-metrics.ts'
import { createSideCallMetrics } from './metrics/side-call-metrics.ts'
import { Tally } from './metrics/tally.ts'
import type { Tokens } from './policies/authenticate.ts'
import { limitAddress } from './policies/rate-limit.ts'
import { createRandom } from './random.ts'
import { createRarely } from './rarely.ts'
import { createRequestPath } from './request-path.ts'
import { createSides, type SidesParts } from './sides/create-sides.ts'
import type { Tls } from './tls/open-tls.ts'
import type { Tracing } from './tracing/tracing.ts'

/** Between two log lines about the same failure of the same side. */
const quietMs = 10_000

export type FacadeParts = SidesParts & {
  readonly mode: 'embedded' | 'production'
  readonly markets: readonly [Market, ...Market[]]
  readonly operatorToken: string
  /** Null or absent: no identity provider. */
  readonly tokens?: Tokens | null
  /** Null or absent: no traces. */
  readonly tracing?: Tracing | null
  readonly visitorSecrets: Secrets
  readonly testerSecrets: Secrets
  readonly corsOrigins: readonly string[]
  /** Absent or null: plain HTTP. */
  readonly tls?: Tls | null
  /** Absent or empty: any. */
  readonly allowedHosts?: readonly string[]
  readonly summaryWindowMs: number
  readonly readClient: ReadClient
  /** Null: no answer is kept. */
  readonly cache: CacheSettings | null
  readonly front: FrontDoor
  /** For tests; 30 s otherwise. */
  readonly bodyWithinMs?: number
  readonly passthroughPrefixes: readonly string[]
  readonly flags: FlagSource
  /** Clients' connections at once; absent: as many as come. */
  readonly mostConnections?: () => number
  /** Absent or null: clients are not limited. */
  readonly rateLimit?: RateLimitSettings | null
  /** Absent: the contract's. */
  readonly operations?: readonly Operation[]
  readonly sink: EventSink
  /** Who says the events, e.g. `/facade/<instance>`. */
  readonly eventSource: string
  readonly accessLog: Logger
}

export type Facade = FacadeServer & {
  readonly explain: ExplainRequest
  /** Sides and capabilities that rest after failures, e.g. `new catalog`. */
  resting(): readonly string[]
  /** Tells the last window and lets go of the sides; the server is to be closed before. */
  stop(): Promise<void>
}

/** Puts the request path between a server and the sides. */
export function createFacade(parts: FacadeParts): Facade {
  const { mode, registry, flags, accessLog } = parts
  const random = createRandom()
  const resolveContext = createResolveContext(parts.markets)
  const gatherFacts = createGatherFacts(flags, offersOf(parts.legacyHandlers, parts.newCapabilities))
  const readOverride = createReadOverride(parts.testerSecrets, Date.now)
  const rarely = createRarely(quietMs, () => performance.now())
  const ground = { registry, log: parts.log, rarely }
  const sides = createSides(parts)
  const sink = new ExposedSplit(parts.sink)
  const summaries = startRequestSummaries(sink, parts.eventSource, parts.summaryWindowMs)
  const sinceStart = new Tally()
  exposeRequestMetrics(registry, sinceStart)
  exposeFlags(registry, flags, sink)
  const cache = parts.cache && openCache(parts.cache, { flags, registry, random })
  const rateLimit = createRateLimit(parts.rateLimit ?? null, ground)
  const requestPath = createRequestPath({
    random,
    accessLog,
    log: parts.log,
    tallies: () => [sinceStart, summaries.current()],
    ...{ tokens: parts.tokens ?? null, tracing: parts.tracing ?? null, rateLimit },
    maySee: createMaySee(mode, parts.operatorToken, readOverride),
    visitor: { secrets: parts.visitorSecrets, random, now: Date.now, alwaysSecure: mode === 'production' },
    eventSource: parts.eventSource,
    ...{ resolveContext, gatherFacts, readOverride, sink, sides, wake: sides.wake },
    answers: cache?.answers ?? null,
    observeSideCall: createSideCallMetrics(registry, parts.log, rarely),
  })
  const countRefusal = createRefusalCounter(registry)
  const server = createFacadeServer({
    requestPath,
    route: createRouteOperation(parts.operations ?? operations),
    ...{ front: parts.front, limitAddress: limitAddress(rateLimit) },
    bodyWithinMs: parts.bodyWithinMs,
    isPassthrough: prefixMatcher(parts.passthroughPrefixes),
    isAllowedHost: createIsAllowedHost(parts.allowedHosts ?? []),
    allowOrigin: createAllowOrigin(parts.corsOrigins, mode === 'embedded'),
    readClient: parts.readClient,
    onRefused: (code, method) => {
      countRefusal(code)
      accessLog.info({ code, method }, 'refused')
    },
    ...createAdmission(parts.mostConnections ?? asManyAsCome, ground),
    ...{ mintTraceId: () => random(16, 'hex'), tls: parts.tls ?? null },
  })
  return {
    ...server,
    explain: createExplainRequest(gatherFacts, resolveContext),
    resting: sides.resting,
    stop: async () => {
      summaries.stop()
      cache?.close()
      await Promise.all([sides.close(), rateLimit?.close(), parts.tracing?.close()])
    },
  }
}

const asManyAsCome = () => Number.POSITIVE_INFINITY

function offersOf(handlers: Partial<Handlers>, newCapabilities: readonly Capability[]): Offers {
  return new Map(
    operations.map(({ id, capability }): [OperationId, { legacy: boolean; new: boolean }] => [
      id,
      { legacy: handlers[id] !== undefined, new: newCapabilities.includes(capability) },
    ]),
  )
}

function prefixMatcher(prefixes: readonly string[]): (path: string) => boolean {
  return (path) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
}
