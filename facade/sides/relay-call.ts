import { asBanyanError, type BanyanError } from '#contracts/errors.ts'
import { fieldOf } from '#contracts/process/http-client/answer-head.ts'
import type { Answer } from '#contracts/process/http-client/answer-reader.ts'
import type { Connection } from '#contracts/process/http-client/connection.ts'
import type { ConnectionPool } from '#contracts/process/http-client/connection-pool.ts'
import type { HttpCall } from '#contracts/process/http-client/http-call.ts'
import type { Deadline, Watcher } from '../deadline.ts'
import type { Body } from '../reply.ts'
import { bodyOf, isConnectionLost, relayError } from './relayed-answer.ts'

export type RelayRequest = {
  readonly pool: ConnectionPool
  readonly head: string
  readonly deadline: Deadline
  /** Asked when the connection was lost before any answer: may the same call be made once more? */
  readonly mayAskAgain: () => boolean
}

/** Calls once, and resolves with the body of a 200 answer. Rejects with `BanyanError`. */
export function relay(request: RelayRequest): Promise<Body> {
  const call = new RelayCall(request)
  request.deadline.watch(call)
  if (!call.isOver) request.pool.send(call)
  return call.answer
}

/** One call over a pooled connection, bounded by a deadline. */
class RelayCall implements HttpCall, Watcher {
  readonly head: string
  readonly body = null
  carrier: Connection | null = null
  readonly answer: Promise<Body>
  isOver = false
  readonly #request: RelayRequest
  #resolve!: (body: Body) => void
  #reject!: (error: BanyanError) => void
  #askedAgain = false

  constructor(request: RelayRequest) {
    this.head = request.head
    this.#request = request
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** The deadline is over: also a call that still waits for a connection ends now, and is never sent. */
  over(error: BanyanError): void {
    this.isOver = true
    this.#reject(error)
    this.#request.pool.cancel(this)
  }

  onAnswer({ head, body }: Answer): void {
    this.#request.deadline.unwatch(this)
    const contentType = fieldOf(head.fields, 'content-type')
    const contentEncoding = fieldOf(head.fields, 'content-encoding')
    try {
      this.#resolve(bodyOf({ status: head.status, contentType, contentEncoding, bytes: body }))
    } catch (error) {
      this.#reject(asBanyanError(error))
    }
  }

  onFailure(error: Error, hasBegun: boolean): void {
    const { deadline, pool, mayAskAgain } = this.#request
    if (!hasBegun && isConnectionLost(error) && !this.#askedAgain && mayAskAgain()) {
      this.#askedAgain = true
      pool.send(this)
      return
    }
    deadline.unwatch(this)
    this.#reject(relayError(error))
  }
}
