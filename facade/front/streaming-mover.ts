// Large uploads, streamed by http-proxy-middleware; heads, clocks, errors and bounds are ours.
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware'
import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { ReadClient } from '../http/client-address.ts'
import type { Passage } from './passage.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'
import { Places } from './places.ts'
import type { SuiteAddress } from './suite-address.ts'
import { suiteError } from './suite-error.ts'
import { asObject, headersToClient, reasonForClient } from './suite-headers.ts'
import { watchUpload } from './upload-clock.ts'

export type StreamingMover = {
  underWay(): number
  /** Brings a request to the suite while it comes, and the answer back. @param length null: in chunks */
  move(passage: Passage, length: number | null): void
  close(): void
}

type Parts = {
  readonly suite: SuiteAddress
  readonly limits: PassthroughLimits
  readonly readClient: ReadClient
}

type Passages = WeakMap<IncomingMessage, Passage>

export function createStreamingMover({ suite, limits, readClient }: Parts): StreamingMover {
  const agent = createAgent(suite, limits)
  const passages: Passages = new WeakMap()
  const proxy = createProxyMiddleware({
    target: suite.url.href,
    agent,
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [createPlugin(passages, suite.url)],
  })
  const places = new Places(limits.uploads)
  return {
    underWay: () => places.taken,
    move: (passage, length) => {
      if (passage.isOver) return
      const { req, res } = passage
      const { address } = readClient(req)
      if (!places.take(address)) {
        passage.giveUp(new BanyanError('unavailable', { retryAfterSeconds: 5 }))
        return
      }
      res.once('close', () => places.give(address))
      passages.set(req, passage)
      req.headers = {
        ...asObject(suite.headOf(req)),
        ...(length === null ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }),
      }
      // Its promise settles at the answer's end; errors come to the plugin.
      void proxy(req, res, () => undefined)
    },
    close: () => agent.destroy(),
  }
}

function createAgent({ url, lookup }: SuiteAddress, limits: PassthroughLimits): HttpAgent {
  const settings = {
    ...{ keepAlive: true, maxSockets: limits.uploads, timeout: limits.idleMs },
    ...(lookup === undefined ? {} : { lookup }),
  }
  return url.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings)
}

/** What we do at each step, in place of the middleware's own answers. */
function createPlugin(passages: Passages, suite: URL): Plugin {
  return (server) => {
    server.on('proxyReq', (call, req) => {
      const passage = passages.get(req)
      if (passage) carry(passage, call)
    })
    server.on('proxyRes', (answer, req) => {
      const passage = passages.get(req)
      try {
        if (passage) relay(passage, answer, suite)
      } catch (thrown) {
        // Thrown on, it would end the process.
        answer.destroy()
        passage?.giveUp(asBanyanError(thrown))
      }
    })
    server.on('econnreset', () => undefined)
    server.on('error', (error, req) => {
      const passage = req && passages.get(req)
      passage?.giveUp(suiteError(error))
    })
  }
}

function carry(passage: Passage, call: ClientRequest): void {
  // Nobody asked for one: without a listener Node drops the connection and says nothing.
  call.once('upgrade', (_answer, socket) => {
    socket.destroy()
    passage.giveUp(new BanyanError('upstream-failed'))
  })
  passage.carriedBy({ cut: (error) => call.destroy(error) })
  watchUpload(passage, call)
}

function relay(passage: Passage, answer: IncomingMessage, suite: URL): void {
  const { res } = passage
  const status = answer.statusCode ?? 0
  if (passage.isOver || status < 200 || status > 599) {
    answer.destroy()
    passage.giveUp(new BanyanError('upstream-failed', { cause: new Error('the suite gave no valid status') }))
    return
  }
  passage.answerBegins()
  const head = headersToClient(answer.rawHeaders, suite)
  // What is left of the upload must not be taken for the next request, nor may it go on without a clock.
  if (!passage.req.complete) head.push('connection', 'close')
  res.writeHead(status, reasonForClient(answer.statusMessage), head)
  answer.on('data', () => passage.goesOn())
  res.on('drain', () => passage.goesOn())
  answer.pipe(res)
}
