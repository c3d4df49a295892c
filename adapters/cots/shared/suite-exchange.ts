import { fieldOf } from '#contracts/process/http-client/answer-head.ts'
import type { Answer } from '#contracts/process/http-client/answer-reader.ts'
import type { Connection } from '#contracts/process/http-client/connection.ts'
import type { ConnectionPool } from '#contracts/process/http-client/connection-pool.ts'
import type { HttpCall } from '#contracts/process/http-client/http-call.ts'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'
import { decompressed } from './decompressed.ts'
import { abortError, brokeBeforeAnswer, connectionError } from './suite-failure.ts'
import type { SuiteAnswer, SuiteCall } from './suite-http.ts'

export type Means = {
  readonly pool: ConnectionPool
  readonly retries: RetryBudget
  readonly maxAnswerBytes: number
}

/** A call as it goes over the wire. */
export type Written = { readonly head: string; readonly body: Buffer | null }

/** One call over a pooled connection and its answer, bounded by the call's signal. */
export class SuiteExchange implements HttpCall, EventListenerObject {
  readonly head: string
  readonly body: Buffer | null
  carrier: Connection | null = null
  readonly #call: SuiteCall
  readonly #means: Means
  readonly #answer = Promise.withResolvers<SuiteAnswer>()
  #sentAgain = false

  constructor(call: SuiteCall, { head, body }: Written, means: Means) {
    this.head = head
    this.body = body
    this.#call = call
    this.#means = means
  }

  start(): Promise<SuiteAnswer> {
    const { signal } = this.#call
    if (signal.aborted) {
      this.#answer.reject(abortError(signal))
    } else {
      signal.addEventListener('abort', this)
      this.#means.pool.send(this)
    }
    return this.#answer.promise
  }

  /** The signal: also a call that still waits for a connection ends now, and is never sent. */
  handleEvent(): void {
    this.#answer.reject(abortError(this.#call.signal))
    this.#means.pool.cancel(this)
  }

  onAnswer({ head: { status, fields }, body }: Answer): void {
    this.#call.signal.removeEventListener('abort', this)
    const coding = fieldOf(fields, 'content-encoding')
    if (coding === '') {
      this.#answer.resolve({ status, fields, text: body.toString() })
      return
    }
    this.#answer.resolve(
      decompressed(body, coding, this.#means.maxAnswerBytes).then((plain) => ({
        ...{ status, fields },
        text: plain.toString(),
      })),
    )
  }

  onFailure(error: Error, hasBegun: boolean): void {
    const { pool, retries } = this.#means
    const unanswered = !hasBegun && brokeBeforeAnswer(error)
    if (unanswered && this.#call.repeatable && !this.#sentAgain && retries.take()) {
      this.#sentAgain = true
      pool.send(this)
      return
    }
    this.#call.signal.removeEventListener('abort', this)
    this.#answer.reject(connectionError(error))
  }
}
