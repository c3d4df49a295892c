import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { asBanyanError, BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Arrived } from '../exchange.ts'
import { answerProblem } from '../front/problem-answer.ts'
import { announcesBody } from '../front/request-body.ts'
import type { Tunnels } from '../front/tunnels.ts'
import type { Admission } from '../limits/admission.ts'
import type { Crowd } from '../limits/crowd.ts'
import type { LimitAddress } from '../policies/rate-limit.ts'
import type { Next } from '../policy.ts'
import type { Headers, Reply } from '../reply.ts'
import type { Tls } from '../tls/open-tls.ts'
import { answerUpgrades } from './answer-upgrade.ts'
import { bodyWithinMs, cutLateBody } from './body-clock.ts'
import type { ReadClient } from './client-address.ts'
import { type AllowOrigin, crossOriginHeaders, preflightHeaders } from './cross-origin.ts'
import { answerOverload } from './overload-answer.ts'
import { refusalOf, refuseOnSocket } from './raw-refusal.ts'
import { type IsAllowedHost, soundHost } from './request-host.ts'
import { RequestJob, type Treatment } from './request-job.ts'
import { type IsPassthrough, readTarget, type Target } from './request-target.ts'
import { ResponseShopper } from './response-shopper.ts'
import type { RoutedOperation, RouteOperation } from './route-operation.ts'
import { sendReply } from './send-reply.ts'

/** Answers what the contract does not, and opens WebSockets where it has some to open. */
export type FrontDoor = ((req: IncomingMessage, res: ServerResponse) => void) & {
  readonly tunnels?: Tunnels
}

export type FacadeServerParts = {
  readonly requestPath: Next<Arrived>
  readonly route: RouteOperation
  readonly admission: Admission
  readonly crowd: Crowd
  /** Asked of what is no operation; operations are limited on the request path. */
  readonly limitAddress: LimitAddress
  /** Answers whatever is no operation of the contract. */
  readonly front: FrontDoor
  readonly isPassthrough: IsPassthrough
  readonly isAllowedHost: IsAllowedHost
  readonly allowOrigin: AllowOrigin
  readonly readClient: ReadClient
  /** Told of every request that was refused before it became an exchange. */
  readonly onRefused: (code: ErrorCode, method: string) => void
  /** Told of every request that was turned away in a rush. */
  readonly onTurnedAway: () => void
  readonly mintTraceId: () => string
  /** Absent or null: plain HTTP. */
  readonly tls?: Tls | null
  readonly bodyWithinMs?: number | undefined
}

export type FacadeServer = {
  readonly server: Server
  /** From now on every answer asks its client to connect anew, elsewhere. */
  drain(): void
}

const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  // Bodies have clocks of their own: body-clock.ts, front/upload-clock.ts.
  requestTimeout: 0,
  connectionsCheckingInterval: 1_000,
  // Longer than the idle time of the usual balancers, so that they close first.
  keepAliveTimeout: 65_000,
  // A missing Host gets a problem document of ours.
  requireHostHeader: false,
  // A request without a body gets no body stream: an eighth of a relay's cost.
  optimizeEmptyRequests: true,
} as const

const none: Headers = []
const contract = '/v1/'
const contractDocument = '/v1/openapi.json'
const largestUnwantedBodyBytes = 64 * 1024

/** The HTTP server in front of the request path: reads targets strictly, routes, and writes replies. */
export function createFacadeServer(parts: FacadeServerParts): FacadeServer {
  const answering = new Answering(parts)
  const { tunnels } = parts.front
  const shouldUpgradeCallback = tunnels?.takes ?? (() => false)
  const server = serverOf({ ...limits, shouldUpgradeCallback }, parts.tls ?? null)
  server.on('request', (req, res) => answering.read(req, res))
  parts.crowd.watch(server)
  if (tunnels) answerUpgrades(server, { ...parts, tunnels, isDraining: () => answering.isDraining })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const code = refusalOf(error)
    parts.onRefused(code, '')
    refuseOnSocket(socket, code, parts.mintTraceId())
  })
  // Without a listener Node drops the connection, and nobody can say why.
  server.on('connect', (_req, socket) => {
    parts.onRefused('method-not-allowed', 'CONNECT')
    refuseOnSocket(socket, 'method-not-allowed', parts.mintTraceId())
  })
  const drain = () => {
    answering.drain()
    // Nothing else would end them, and a server waits for its connections.
    tunnels?.close()
  }
  return { server, drain }
}

/** @param tls null: whoever stands in front of the façade speaks it, or nobody */
function serverOf(options: ServerOptions, tls: Tls | null): Server {
  if (tls === null) return createServer(options)
  const secure = { ...tls.material, ALPNProtocols: ['http/1.1'], handshakeTimeout: 10_000 }
  const server = createTlsServer({ ...options, ...secure })
  tls.follow(server)
  return server
}

/** What becomes of each request: read, admitted, begun, answered. */
class Answering implements Treatment {
  readonly #parts: FacadeServerParts
  readonly #ended: () => void
  #draining = false

  constructor(parts: FacadeServerParts) {
    this.#parts = parts
    this.#ended = () => parts.admission.ended()
  }

  drain(): void {
    this.#draining = true
  }

  get isDraining(): boolean {
    return this.#draining
  }

  read(req: IncomingMessage, res: ServerResponse): void {
    if (this.#parts.crowd.hasNoRoomFor(req.socket)) {
      answerOverload(req, res, this.#headersFor(req))
      return
    }
    try {
      const target = readTarget(req.url ?? '', this.#parts.isPassthrough)
      const host = soundHost(req.rawHeaders)
      if (host === null) throw new BanyanError('invalid-target')
      if (!this.#parts.isAllowedHost(host)) throw new BanyanError('unknown-host')
      this.#watchBody(req, res, target)
      const routed = isOfContract(target.path) ? this.#route(req, res, target) : null
      if (routed === 'answered') return
      this.#parts.admission.offer(new RequestJob({ req, res, target, routed }, this))
    } catch (thrown) {
      this.#refuse(req, res, thrown)
    }
  }

  /** The suite's own get theirs from the passthrough. */
  #watchBody(req: IncomingMessage, res: ServerResponse, { path }: Target): void {
    if (!announcesBody(req) || this.#parts.isPassthrough(path)) return
    cutLateBody(req, res, this.#parts.bodyWithinMs ?? bodyWithinMs)
  }

  #route(req: IncomingMessage, res: ServerResponse, { path }: Target): RoutedOperation | 'answered' {
    const { method = '' } = req
    const routed = this.#parts.route(method, path)
    if (routed === null) throw new BanyanError('unknown-operation')
    if (routed.kind === 'other-methods') {
      answerOtherMethod(method, res, { methods: routed.methods, headers: this.#headersFor(req) })
      return 'answered'
    }
    if (hasLargeBody(req)) throw new BanyanError('body-too-large')
    return routed
  }

  begin(request: RequestJob): void {
    const { req, res, routed } = request
    if (routed === null) {
      res.once('close', this.#ended)
      this.#passOn(req, res)
      return
    }
    this.#parts.requestPath(this.#exchangeOf(request, routed)).then(
      (reply) => this.#answer(request, reply),
      (thrown: unknown) => {
        this.#ended()
        this.#refuse(req, res, thrown)
      },
    )
  }

  #exchangeOf({ req, res, target, offeredAt }: RequestJob, routed: RoutedOperation): Arrived {
    return {
      operation: routed.operation,
      method: req.method ?? '',
      path: target.path,
      pathParameters: routed.parameters,
      query: target.query,
      headers: req.headers,
      arrivedAt: offeredAt,
      shopper: new ResponseShopper(res),
      client: this.#parts.readClient(req),
    }
  }

  #answer({ req, res }: RequestJob, reply: Reply): void {
    this.#ended()
    if (res.destroyed) return
    try {
      sendReply(res, reply, this.#headersFor(req))
    } catch (thrown) {
      this.#refuse(req, res, thrown)
    }
  }

  turnAway({ req, res }: RequestJob): void {
    this.#parts.onTurnedAway()
    answerOverload(req, res, this.#headersFor(req))
  }

  #passOn(req: IncomingMessage, res: ServerResponse): void {
    // Else a busy client keeps its connection, and is cut when the time to stop is over.
    if (this.#sendsAway) res.setHeader('connection', 'close')
    try {
      const limited = this.#parts.limitAddress(this.#parts.readClient(req).address)
      if (limited !== null) throw limited
      this.#parts.front(req, res)
    } catch (thrown) {
      this.#refuse(req, res, thrown)
    }
  }

  #refuse(req: IncomingMessage, res: ServerResponse, thrown: unknown): void {
    const error = asBanyanError(thrown)
    this.#parts.onRefused(error.code, req.method ?? '')
    res.setHeader('x-content-type-options', 'nosniff')
    answerProblem(req, res, error)
  }

  /** Whether clients are to come again on a new connection. */
  get #sendsAway(): boolean {
    return this.#draining || this.#parts.crowd.isCrowded
  }

  /** Headers that a reply gets for its connection's and its origin's sake. */
  #headersFor({ headers }: IncomingMessage): Headers {
    const crossOrigin =
      headers.origin === undefined ? none : crossOriginHeaders(headers.origin, this.#parts.allowOrigin)
    return this.#sendsAway ? [...crossOrigin, 'connection', 'close'] : crossOrigin
  }
}

type Options = { readonly methods: readonly string[]; readonly headers: Headers }

/** OPTIONS tells the methods, to a web page what it may send too; anything else is refused with them. */
function answerOtherMethod(method: string, res: ServerResponse, { methods, headers }: Options): void {
  const allow = methods.join(', ')
  if (method !== 'OPTIONS') throw new BanyanError('method-not-allowed', { headers: { allow } })
  const isAllowed = headers.includes('access-control-allow-origin')
  res.writeHead(204, ['allow', allow, ...headers, ...(isAllowed ? preflightHeaders(methods) : [])])
  res.end()
}

function isOfContract(path: string): boolean {
  return path.startsWith(contract) && path !== contractDocument
}

/** Reads have no body; a small one of a known length is harmless, and Node throws it away. */
function hasLargeBody({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  const length = headers['content-length']
  return length !== undefined && Number(length) > largestUnwantedBodyBytes
}
