import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { RetryBudget } from '#contracts/process/retry-budget.ts'
import { decompressed } from './decompressed.ts'
import { abortError, brokeBeforeAnswer, connectionError, tooLarge } from './suite-failure.ts'
import type { SuiteAnswer, SuiteCall } from './suite-http.ts'

type Means = {
  readonly pool: Dispatcher
  readonly retries: RetryBudget
  readonly maxAnswerBytes: number
}

/**
 * One call and its answer, collected whole: the handler of undici's lowest level, without streams and without
 * an object per header.
 */
export class SuiteExchange implements Dispatcher.DispatchHandler, EventListenerObject {
  readonly #call: SuiteCall
  readonly #means: Means
  readonly #answer = Promise.withResolvers<SuiteAnswer>()
  #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | null = null
  #headers: IncomingHttpHeaders = {}
  #status = 0
  #size = 0
  #sentAgain = false

  constructor(call: SuiteCall, means: Means) {
    this.#call = call
    this.#means = means
  }

  start(): Promise<SuiteAnswer> {
    const { signal } = this.#call
    if (signal.aborted) {
      this.handleEvent()
    } else {
      signal.addEventListener('abort', this)
      this.#dispatch()
    }
    return this.#answer.promise
  }

  #dispatch(): void {
    const { method, path, headers, body } = this.#call
    this.#means.pool.dispatch({ method, path, headers: headers as string[], body }, this)
  }

  /** The signal: also a call that still waits for a connection ends now, and is never sent. */
  handleEvent(): void {
    const error = abortError(this.#call.signal)
    this.#answer.reject(error)
    this.#controller?.abort(error)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    const { signal } = this.#call
    if (signal.aborted) controller.abort(abortError(signal))
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status
    // RFC 9110 §15: no such status. Who writes one may have lost count of his bytes: not on this connection.
    if (status > 599) throw new Error(`status ${status}`)
    this.#headers = headers
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size > this.#means.maxAnswerBytes) throw tooLarge(undefined)
  }

  onResponseEnd(): void {
    this.#call.signal.removeEventListener('abort', this)
    const [status, headers] = [this.#status, this.#headers]
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)
    const coding = headers['content-encoding']
    if (coding === undefined) {
      this.#answer.resolve({ status, headers, text: bytes.toString() })
      return
    }
    this.#answer.resolve(
      decompressed(bytes, coding, this.#means.maxAnswerBytes).then((plain) => ({
        status,
        headers,
        text: plain.toString(),
      })),
    )
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { signal, repeatable } = this.#call
    if (signal.aborted) return
    const unanswered = this.#status === 0 && brokeBeforeAnswer(error)
    if (unanswered && repeatable && !this.#sentAgain && this.#means.retries.take()) {
      this.#sentAgain = true
      this.#dispatch()
      return
    }
    signal.removeEventListener('abort', this)
    this.#answer.reject(connectionError(error))
  }
}
