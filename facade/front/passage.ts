// One request on its way through to the suite: how long we wait for it, how it ends, and what is told of it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { BanyanError, errorTable } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'
import type { PassthroughMetrics } from './passthrough-metrics.ts'
import { answerProblem, traceIdOf } from './problem-answer.ts'

/** What brings a passage to the suite; cut when nobody waits for the answer any more. */
export interface Carrier {
  cut(error: BanyanError): void
}

export type PassageParts = {
  readonly limits: PassthroughLimits
  readonly metrics: PassthroughMetrics
  readonly log: Logger
  /** One line for every answer. */
  readonly accessLog: Logger
}

export class Passage {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly limits: PassthroughLimits
  readonly #prefix: string
  readonly #parts: PassageParts
  readonly #begun = performance.now()
  #carrier: Carrier | null = null
  #clock: NodeJS.Timeout | null = null
  #gaveUp: BanyanError | null = null

  constructor(req: IncomingMessage, res: ServerResponse, prefix: string, parts: PassageParts) {
    this.req = req
    this.res = res
    this.limits = parts.limits
    this.#prefix = prefix
    this.#parts = parts
    res.once('close', () => this.#close())
  }

  /** Nobody waits any more: the client has left, or has been told that there is no answer. */
  get isOver(): boolean {
    return this.#gaveUp !== null || this.res.destroyed
  }

  carriedBy(carrier: Carrier): void {
    this.#carrier = carrier
    if (this.#gaveUp !== null) carrier.cut(this.#gaveUp)
    else if (this.res.destroyed) carrier.cut(new BanyanError('shopper-gone'))
  }

  /** Total time to the head of the answer: a suite that trickles bytes is as late as one that is silent. */
  awaitAnswer(): void {
    this.#wait(this.limits.answerWithinMs)
  }

  /** The head is there; from now on only silence is too long, also that of a client that does not read. */
  answerBegins(): void {
    this.#wait(this.limits.stallMs)
  }

  /** Something moves. */
  goesOn(): void {
    this.#clock?.refresh()
  }

  /** The clock stands. */
  stopWaiting(): void {
    if (this.#clock !== null) clearTimeout(this.#clock)
    this.#clock = null
  }

  /** Stops waiting: the call is cut and the client is told. The first reason is the one that counts. */
  giveUp(error: BanyanError): void {
    if (this.#gaveUp !== null) return
    this.#gaveUp = error
    this.stopWaiting()
    const { req, res } = this
    if (!res.destroyed) {
      const level = errorTable[error.code].logLevel
      const about = { err: error.cause, code: error.code, traceId: traceIdOf(req) }
      this.#parts.log[level](about, 'no answer of the suite')
      answerProblem(req, res, error)
    }
    this.#carrier?.cut(error)
  }

  #wait(ms: number): void {
    if (this.#clock !== null) clearTimeout(this.#clock)
    this.#clock = this.isOver ? null : setTimeout(expire, ms, this)
  }

  #close(): void {
    this.stopWaiting()
    const { res, req } = this
    const status = res.writableFinished ? res.statusCode : null
    if (status === null) this.#carrier?.cut(new BanyanError('shopper-gone'))
    this.#parts.metrics.count(this.#prefix, status)
    // Not the path: some suites put a customer's address into it.
    this.#parts.accessLog.info({
      traceId: traceIdOf(req),
      operation: 'passthrough',
      method: req.method,
      prefix: this.#prefix,
      status,
      ms: Math.round((performance.now() - this.#begun) * 100) / 100,
    })
  }
}

function expire(passage: Passage): void {
  passage.giveUp(new BanyanError('deadline-exceeded'))
}
