import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { BanyanError, errorTable } from '#contracts/errors.ts'
import { refuseOnSocket } from '../http/raw-refusal.ts'
import type { PassageParts } from './passage.ts'
import { traceIdOf } from './problem-answer.ts'
import { asObject, headersToClient } from './suite-headers.ts'

type Ends = {
  readonly req: IncomingMessage
  readonly socket: Socket
  readonly prefix: string
  readonly suite: URL
}

/** One WebSocket through to the suite: asked for, then open, then closed by both when one closes. */
export class Tunnel {
  readonly #ends: Ends
  readonly #parts: PassageParts
  readonly #begun = performance.now()
  #call: ClientRequest | null = null
  #clock: NodeJS.Timeout | null = null
  #status: number | null = null

  constructor(ends: Ends, parts: PassageParts) {
    this.#ends = ends
    this.#parts = parts
    // A client that leaves is no news, and must not end the process.
    ends.socket.on('error', () => undefined)
    ends.socket.once('close', () => this.#close())
  }

  asks(call: ClientRequest): void {
    this.#call = call
    const { socket } = this.#ends
    const late = () => this.giveUp(new BanyanError('deadline-exceeded'))
    this.#clock = setTimeout(late, this.#parts.limits.answerWithinMs)
    call.once('upgrade', (answer, suiteSocket) => this.#open(answer, suiteSocket))
    call.once('response', (answer) => this.#refused(answer))
    if (socket.destroyed) call.destroy()
  }

  /** Answers on the socket why there is no tunnel; one that is open is cut. The first reason counts. */
  giveUp(error: BanyanError): void {
    const { socket, req } = this.#ends
    if (this.#status === 101) socket.destroySoon()
    if (this.#status !== null || socket.destroyed) return
    this.#status = error.status
    this.#stopWaiting()
    const traceId = traceIdOf(req)
    const level = errorTable[error.code].logLevel
    this.#parts.log[level]({ err: error.cause, code: error.code, traceId }, 'no tunnel to the suite')
    refuseOnSocket(socket, error.code, traceId)
    this.#call?.destroy()
  }

  end(): void {
    this.#call?.destroy()
    this.#ends.socket.destroySoon()
  }

  /** Runs before the middleware's own step, which hands on the head that it finds. */
  #open(answer: IncomingMessage, suiteSocket: Socket): void {
    const { socket, suite } = this.#ends
    this.#stopWaiting()
    if (this.#status !== null || answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      suiteSocket.destroy()
      this.giveUp(new BanyanError('upstream-failed'))
      return
    }
    this.#status = 101
    const head = asObject(headersToClient(answer.rawHeaders, suite))
    answer.headers = { ...head, connection: 'Upgrade', upgrade: 'websocket' }
    socket.setTimeout(this.#parts.limits.tunnelIdleMs, () => socket.destroy())
    socket.once('close', () => suiteSocket.destroy())
    suiteSocket.once('close', () => socket.destroySoon())
  }

  /** The suite gives an ordinary answer: the client gets it, by the middleware, and the connection ends. */
  #refused(answer: IncomingMessage): void {
    const { socket, suite } = this.#ends
    this.#stopWaiting()
    if (this.#status !== null) return
    this.#status = answer.statusCode ?? 0
    const framing = answer.headers['transfer-encoding']
    answer.headers = {
      ...asObject(headersToClient(answer.rawHeaders, suite)),
      ...(framing === undefined ? {} : { 'transfer-encoding': framing }),
    }
    socket.setTimeout(this.#parts.limits.stallMs, () => socket.destroy())
  }

  #stopWaiting(): void {
    if (this.#clock !== null) clearTimeout(this.#clock)
  }

  #close(): void {
    this.#stopWaiting()
    this.#call?.destroy()
    const { req, prefix } = this.#ends
    this.#parts.metrics.count(prefix, this.#status)
    this.#parts.accessLog.info({
      traceId: traceIdOf(req),
      operation: 'passthrough',
      method: req.method,
      prefix,
      status: this.#status,
      ms: Math.round((performance.now() - this.#begun) * 100) / 100,
    })
  }
}
