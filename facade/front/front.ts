// Everything at the façade's address that is no contract operation: its documents, its pages, and the suite's
// own API.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LookupFunction } from 'node:net'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import type { Registry } from 'prom-client'
import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import { type Logger, silentLog } from '#contracts/process/log.ts'
import { createRetryBudget, type RetryBudget } from '#contracts/process/retry-budget.ts'
import { SettingsError } from '#contracts/process/settings.ts'
import { suiteHookPath } from '../hooks/suite-hook.ts'
import { createReadClient, type ReadClient } from '../http/client-address.ts'
import type { AllowOrigin } from '../http/cross-origin.ts'
import { createRandom } from '../random.ts'
import { createContractDocument } from './contract-document.ts'
import { createDocsPage } from './docs-page.ts'
import { createLandingPage, type Link } from './landing-page.ts'
import { pageHeaders } from './page-headers.ts'
import { createPassthrough } from './passthrough.ts'
import { defaultPassthroughLimits, type PassthroughLimits } from './passthrough-limits.ts'
import { createPassthroughMetrics } from './passthrough-metrics.ts'
import { answerProblem } from './problem-answer.ts'
import { createProblemPages } from './problem-pages.ts'
import { createSuiteAddress } from './suite-address.ts'
import { createTunnels, type Tunnels } from './tunnels.ts'

export type FrontOptions = {
  /** Prefixes of the suite's own API, as its adapter declares them. */
  readonly passthrough: readonly { readonly prefix: string }[]
  readonly legacyUrl: string
  readonly registry: Registry
  /** Shared with whatever else calls the suite; one of its own where there is nothing else. */
  readonly retries?: RetryBudget
  readonly log: Logger
  /** One line for every answer of the suite; nothing where there is none. */
  readonly accessLog?: Logger
  /** Who asks; by default whoever holds the connection. */
  readonly readClient?: ReadClient
  /** Web origins that may open a WebSocket beside the façade's own. */
  readonly allowOrigin?: AllowOrigin
  /** How the suite's name becomes an address; the system's way by default. */
  readonly lookup?: LookupFunction
  /** Shown on the landing page beside Banyan's own. */
  readonly links?: readonly Link[]
  readonly limits?: Partial<PassthroughLimits>
  /** For calls of the suite's server; none where it has no secret. */
  readonly suiteHook?: RequestHandler | null
}

/** Answers what no contract operation matches; always answers, never throws. */
export type Front = ((req: IncomingMessage, res: ServerResponse) => void) & {
  /** WebSockets of the suite's own API. */
  readonly tunnels: Tunnels
  /** Closes the idle connections to the suite. */
  close(): void
}

const own = ['/v1', '/docs', '/problems', '/hooks']

/**
 * Builds the front from what an adapter declares; a prefix that hides a page of ours is a bad configuration.
 */
export function createFront(options: FrontOptions): Front {
  const prefixes = checked(options.passthrough.map((route) => route.prefix))
  const { legacyUrl, registry, log, accessLog = silentLog, retries = createRetryBudget() } = options
  const readClient = options.readClient ?? createReadClient(() => false)
  const suite = createSuiteAddress(new URL(legacyUrl), {
    readClient,
    random: createRandom(),
    lookup: options.lookup,
  })
  const limits = { ...defaultPassthroughLimits, ...options.limits }
  const parts = { prefixes, suite, limits, log, accessLog, retries, readClient }
  const metrics = createPassthroughMetrics(registry, prefixes)
  const passthrough = createPassthrough({ ...parts, metrics })
  const tunnels = createTunnels({ ...parts, metrics, allowOrigin: options.allowOrigin ?? (() => false) })
  const app = express()
  app.disable('x-powered-by')
  app.enable('case sensitive routing')
  app.set('query parser', false)
  app.use(originFormOnly, pageHeaders())
  if (options.suiteHook) app.all(suiteHookPath, options.suiteHook)
  app.use(createContractDocument(), createDocsPage(), createProblemPages())
  app.use(createLandingPage(prefixes, options.links ?? []))
  app.use(() => {
    throw new BanyanError('unknown-operation')
  })
  app.use(errorsAsProblems(log))
  const front = (req: IncomingMessage, res: ServerResponse) => {
    if (!passthrough.answer(req, res)) app(req, res)
  }
  return Object.assign(front, { tunnels, close: passthrough.close })
}

function checked(prefixes: readonly string[]): readonly string[] {
  const problems = prefixes.flatMap((prefix) => {
    if (!/^\/[\w-]+(\/[\w-]+)*$/.test(prefix)) return [`passthrough prefix ${prefix}: is no plain path`]
    const hides = own.some((mine) => prefix === mine || prefix.startsWith(`${mine}/`))
    return hides ? [`passthrough prefix ${prefix}: is Banyan’s own`] : []
  })
  if (problems.length > 0) throw new SettingsError(problems)
  return prefixes
}

/** Only `/path?query`: an absolute target names a host that we may not be. Source: RFC 9112 §3.2. */
const originFormOnly: RequestHandler = (req, _res, next) => {
  next(req.url.startsWith('/') ? undefined : new BanyanError('invalid-target'))
}

function errorsAsProblems(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    // Express's own complaint is about the path that it could not decode.
    const error = thrown instanceof URIError ? new BanyanError('invalid-target') : asBanyanError(thrown)
    if (error.code === 'internal') log.error({ err: error }, 'the front failed')
    answerProblem(req, res, error)
  }
}
