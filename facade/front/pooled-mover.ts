// The hot path of the passthrough: requests whose body is small or absent, over kept-alive connections, below
// undici's `request()`. The answer streams, with back-pressure.
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { type Dispatcher, Pool } from 'undici'
import { BanyanError } from '#contracts/errors.ts'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'
import type { Carrier, Passage } from './passage.ts'
import type { PassthroughLimits } from './passthrough-limits.ts'
import type { SuiteAddress } from './suite-address.ts'
import { mayAskAgain, suiteError } from './suite-error.ts'
import { headersToClient, reasonForClient } from './suite-headers.ts'

export type PooledMover = {
  underWay(): number
  /** Brings a whole request to the suite and its answer back. */
  move(passage: Passage, body: Buffer | null): void
  close(): void
}

type Parts = {
  readonly suite: SuiteAddress
  readonly limits: PassthroughLimits
  readonly retries: RetryBudget
}

export function createPooledMover(parts: Parts): PooledMover {
  const { suite, limits, retries } = parts
  const pool = createPool(suite, limits)
  let inFlight = 0
  const done = () => {
    inFlight -= 1
  }
  return {
    underWay: () => inFlight,
    move: (passage, body) => {
      // Never more than the pool has connections: its own queue has no bound and no clock.
      if (inFlight >= limits.connections) {
        passage.giveUp(new BanyanError('unavailable', { retryAfterSeconds: 1 }))
        return
      }
      inFlight += 1
      retries.asked()
      const { req } = passage
      const options = {
        method: req.method ?? 'GET',
        path: suite.targetOf(req),
        headers: suite.headOf(req),
        body,
        // A body on a method that seldom has one is no reason to drop the connection.
        reset: false,
      }
      const call = new PooledCall({ passage, pool, options, suite: suite.url, retries, done })
      passage.awaitAnswer()
      passage.carriedBy(call)
      call.send()
    },
    close: () => void pool.destroy(),
  }
}

/** The clocks are the passage's own: one for the whole answer, which undici does not have. */
function createPool({ url, lookup }: SuiteAddress, limits: PassthroughLimits): Pool {
  return new Pool(url.origin, {
    connections: limits.connections,
    connectTimeout: limits.connectWithinMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: limits.idleMs,
    keepAliveMaxTimeout: limits.idleMs,
    allowH2: false,
    ...(lookup === undefined ? {} : { connect: { lookup } }),
    // A name may come to mean another address; an address stays what it is.
    ...(isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? { clientTtl: limits.connectionAgeMs } : {}),
  })
}

type Call = {
  readonly passage: Passage
  readonly pool: Pool
  readonly options: Dispatcher.DispatchOptions
  readonly suite: URL
  readonly retries: RetryBudget
  /** Called once when the connection is free again, or gone. */
  readonly done: () => void
}

class PooledCall implements Dispatcher.DispatchHandler, Carrier {
  readonly #call: Call
  readonly #res: ServerResponse
  #controller: Dispatcher.DispatchController | null = null
  #cut: BanyanError | null = null
  #answered = false
  #askedAgain = false
  /** Bytes of the body still to come, or NaN where the suite does not say. */
  #bytesLeft = Number.NaN

  constructor(call: Call) {
    this.#call = call
    this.#res = call.passage.res
  }

  send(): void {
    this.#call.pool.dispatch(this.#call.options, this)
  }

  cut(error: BanyanError): void {
    this.#cut = error
    this.#controller?.abort(error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#cut !== null) controller.abort(this.#cut)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    message?: string,
  ): void {
    if (status < 200) return
    const { passage, suite } = this.#call
    this.#answered = true
    if (status > 599) throw new Error('the suite gave no valid status')
    passage.answerBegins()
    this.#bytesLeft = Number(headers['content-length'])
    const head = headersToClient(asText(controller.rawHeaders), suite)
    this.#res.writeHead(status, reasonForClient(message), head)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const res = this.#res
    this.#bytesLeft -= chunk.length
    if (this.#bytesLeft === 0) {
      res.end(chunk)
      return
    }
    const { passage } = this.#call
    passage.goesOn()
    if (res.write(chunk)) return
    controller.pause()
    res.once('drain', () => {
      passage.goesOn()
      controller.resume()
    })
  }

  onResponseEnd(): void {
    if (!this.#res.writableEnded) this.#res.end()
    this.#call.done()
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { passage, retries, options, done } = this.#call
    const mayRepeat = !this.#answered && !this.#askedAgain && !passage.isOver
    if (mayRepeat && mayAskAgain(options.method, error) && retries.take()) {
      this.#askedAgain = true
      this.send()
      return
    }
    done()
    passage.giveUp(suiteError(error))
  }
}

/** Bytes as they came, one character each, as Node writes them again. */
function asText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  const list: string[] = []
  if (Array.isArray(raw))
    for (const part of raw) list.push(typeof part === 'string' ? part : part.toString('latin1'))
  return list
}
