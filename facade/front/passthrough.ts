// The suite's own API on its declared prefixes, unchanged for its clients. http-proxy-middleware moves the
// requests; the heads, the time-outs, the errors and the bounds are ours.
import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import type { RequestHandler } from 'express'
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware'
import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'
import { endDeadline, giveUp, type Passage, startDeadline, watchUpload } from './passage.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'
import type { PassthroughMetrics } from './passthrough-metrics.ts'
import { matchPassthrough } from './passthrough-target.ts'
import { answerProblem, traceIdOf } from './problem-answer.ts'
import { readSmallBody, type SmallBody } from './request-body.ts'
import { mayAskAgain, suiteError } from './suite-error.ts'
import { type Framing, headersToClient, headersToSuite } from './suite-headers.ts'

export type PassthroughOptions = {
  readonly prefixes: readonly string[]
  readonly suite: URL
  readonly limits: PassthroughLimits
  readonly metrics: PassthroughMetrics
  readonly retries: RetryBudget
  readonly log: Logger
  /** One line for every answer. */
  readonly accessLog: Logger
}

/** Express handler that lets declared prefixes through to the suite and hands everything else on. */
export function createPassthrough(options: PassthroughOptions): RequestHandler & { close(): void } {
  const { limits, metrics } = options
  const agent = createAgent(options.suite, limits)
  const move = createMover(options, agent)
  let inFlight = 0
  const handler: RequestHandler = (req, res, next) => {
    const match = matchPassthrough(req.originalUrl, options.prefixes)
    if (match.kind === 'other') return next()
    if (match.kind === 'ambiguous') return answerProblem(req, res, new BanyanError('invalid-target'))
    const begun = performance.now()
    inFlight += 1
    res.once('close', () => {
      inFlight -= 1
      const status = res.writableFinished ? res.statusCode : null
      metrics.count(match.prefix, status)
      const ms = Math.round((performance.now() - begun) * 100) / 100
      // Not the path: some suites put a customer's address into it.
      const { prefix } = match
      const { method } = req
      options.accessLog.info({
        traceId: traceIdOf(req),
        operation: 'passthrough',
        method,
        prefix,
        status,
        ms,
      })
    })
    // Never more than the agent has sockets: its own queue has no bound and no clock.
    if (inFlight > limits.connections) {
      return answerProblem(req, res, new BanyanError('unavailable', { retryAfterSeconds: 1 }))
    }
    readSmallBody(req, { limitBytes: limits.smallBodyBytes, withinMs: limits.bodyWithinMs })
      .then((body) => move(req, res, body))
      .catch((error: unknown) => answerProblem(req, res, asBanyanError(error)))
  }
  return Object.assign(handler, { close: () => agent.destroy() })
}

function createAgent(suite: URL, limits: PassthroughLimits): HttpAgent {
  const settings = {
    keepAlive: true,
    maxSockets: limits.connections,
    maxFreeSockets: Math.min(limits.connections, 64),
    timeout: limits.idleMs,
  }
  return suite.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings)
}

type Passages = WeakMap<IncomingMessage, Passage>

function createMover(options: PassthroughOptions, agent: HttpAgent) {
  const passages: Passages = new WeakMap()
  const target = options.suite.href
  const ask = (req: IncomingMessage, res: ServerResponse) => {
    // Its promise settles at the answer's end; errors come to the plugin.
    void proxy(req, res, () => undefined)
  }
  const proxy = createProxyMiddleware({
    target,
    agent,
    // A suite behind TLS finds its certificate and its shop by its own name; a local one builds its links
    // from ours.
    changeOrigin: options.suite.protocol === 'https:',
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [createPlugin(options, passages, ask)],
    router: (req, _res, perRequest) => {
      const body = passages.get(req)?.body
      if (body) perRequest.buffer = streamOf(body)
      return target
    },
  })
  return (req: IncomingMessage, res: ServerResponse, body: SmallBody): void => {
    if (body.kind === 'gone') return
    passages.set(req, begin(req, res, body, options))
    ask(req, res)
  }
}

/** Cheaper than Readable.from, which walks an iterator. */
function streamOf(body: Buffer): Readable {
  const stream = new Readable({ read: () => undefined })
  stream.push(body)
  stream.push(null)
  return stream
}

function begin(
  req: IncomingMessage,
  res: ServerResponse,
  body: SmallBody,
  { limits, log }: PassthroughOptions,
): Passage {
  const bytes = body.kind === 'whole' ? body.bytes : null
  const passage: Passage = {
    req,
    res,
    log,
    body: bytes,
    attempts: 1,
    call: null,
    gaveUp: null,
    deadline: null,
  }
  const { headers, socket } = req
  const encrypted = 'encrypted' in socket
  req.headers = headersToSuite({ headers, remoteAddress: socket.remoteAddress, encrypted }, framingOf(body))
  if (body.kind === 'large') watchUpload(passage, limits)
  else startDeadline(passage, limits)
  return passage
}

function framingOf(body: SmallBody): Framing {
  if (body.kind === 'whole') return { kind: 'length', bytes: body.bytes.length }
  if (body.kind !== 'large') return { kind: 'none' }
  return body.length === null ? { kind: 'chunked' } : { kind: 'length', bytes: body.length }
}

/** What we do at each step of a passage, in place of the middleware's own answers. */
function createPlugin(
  options: PassthroughOptions,
  passages: Passages,
  ask: (req: IncomingMessage, res: ServerResponse) => void,
): Plugin {
  const { retries } = options
  return (server) => {
    server.on('proxyReq', (call, req) => {
      const passage = passages.get(req)
      if (!passage) return
      if (passage.attempts === 1) retries.asked()
      passage.call = call
      // Nobody asked for one: without a listener Node drops the connection and says nothing.
      call.once('upgrade', (_answer, socket) => {
        socket.destroy()
        giveUp(passage, new BanyanError('upstream-failed'))
      })
      if (passage.gaveUp) call.destroy(passage.gaveUp)
    })
    server.on('proxyRes', (answer, req) => {
      const passage = passages.get(req)
      if (passage) relay(passage, answer, options)
    })
    server.on('econnreset', () => undefined)
    server.on('error', (error, req) => {
      const passage = req && passages.get(req)
      if (!passage || passage.gaveUp) return
      // A client that has left needs no answer; one that has read a part gets no byte of ours behind it.
      if (passage.res.destroyed || passage.res.headersSent) {
        passage.res.destroy()
      } else if (passage.attempts === 1 && mayAskAgain(req.method, error) && retries.take()) {
        passage.attempts = 2
        ask(req, passage.res)
      } else {
        giveUp(passage, suiteError(error))
      }
    })
  }
}

function relay(passage: Passage, answer: IncomingMessage, options: PassthroughOptions): void {
  const { res } = passage
  endDeadline(passage)
  const status = answer.statusCode ?? 0
  if (passage.gaveUp || status < 200 || status > 599) {
    answer.destroy()
    giveUp(passage, new BanyanError('upstream-failed', { detail: 'The suite gave no valid status' }))
    return
  }
  try {
    res.writeHead(status, answer.statusMessage, headersToClient(answer.rawHeaders, options.suite))
  } catch (error) {
    options.log.warn({ err: error }, 'the suite’s head cannot be passed on')
    res.destroy()
    return
  }
  answer.setTimeout(options.limits.stallMs, () => answer.destroy())
  answer.pipe(res)
}
