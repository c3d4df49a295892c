import { Connection, type ConnectionOwner } from './connection.ts'
import type { HttpCall } from './http-call.ts'
import { HttpClientError } from './http-client-error.ts'

export type ConnectionPoolSettings = {
  /** e.g. `http://127.0.0.1:8200`; the path is the caller's. */
  readonly origin: URL
  readonly connections: number
  /** How many calls may wait for a connection. */
  readonly waiting: number
  readonly connectTimeoutMs: number
  /** A free connection is closed after so long, or a second before the other end says that it will. */
  readonly idleMs: number
  readonly largestAnswerBytes: number
}

const sweepEveryMs = 1_000

/**
 * Kept connections to one origin. It is there because the relay's greatest cost was its HTTP client: see
 * docs/adr/0012-own-http-client.md. Deliberately small: HTTP/1.1, one call per connection at a time, answers
 * collected whole, no redirects, no decompression, no time limit but the caller's (`cancel`).
 */
export class ConnectionPool implements ConnectionOwner {
  readonly #settings: ConnectionPoolSettings
  /** Used from the end: the warmest first. */
  readonly #free: Connection[] = []
  readonly #all = new Set<Connection>()
  #waiting: HttpCall[] = []
  #sweep: NodeJS.Timeout | null = null
  /** Seconds since the first connection became free. */
  #tick = 0
  #isClosed = false

  constructor(settings: ConnectionPoolSettings) {
    this.#settings = settings
  }

  /** Connections that are open or opening. */
  get size(): number {
    return this.#all.size
  }

  /** Calls that wait for a connection. */
  get waiting(): number {
    return this.#waiting.length
  }

  send(call: HttpCall): void {
    const free = this.#free.pop()
    if (free !== undefined) free.send(call)
    else if (this.#isClosed) call.onFailure(new HttpClientError('POOL_CLOSED'), false)
    else if (this.#all.size < this.#settings.connections) this.#open().send(call)
    else if (this.#waiting.length < this.#settings.waiting) this.#waiting.push(call)
    else call.onFailure(new HttpClientError('POOL_FULL'), false)
  }

  /** Nobody waits for the answer: a waiting call is never sent, a running one's connection closes. */
  cancel(call: HttpCall): void {
    if (call.carrier !== null) {
      call.carrier.cancel()
      return
    }
    const index = this.#waiting.indexOf(call)
    if (index !== -1) this.#waiting.splice(index, 1)
  }

  /** Closes every connection; calls on their way fail. */
  close(): void {
    this.#isClosed = true
    this.#free.length = 0
    if (this.#sweep !== null) clearInterval(this.#sweep)
    const waiting = this.#waiting
    this.#waiting = []
    for (const connection of this.#all) connection.close()
    for (const call of waiting) call.onFailure(new HttpClientError('POOL_CLOSED'), false)
  }

  onFree(connection: Connection): void {
    const next = this.#waiting.shift()
    if (next !== undefined) {
      connection.send(next)
      return
    }
    connection.freeSince = this.#tick
    this.#free.push(connection)
    this.#sweep ??= setInterval(() => this.#closeIdle(), sweepEveryMs).unref()
  }

  onClosed(connection: Connection): void {
    this.#all.delete(connection)
    const index = this.#free.indexOf(connection)
    if (index !== -1) this.#free.splice(index, 1)
    if (this.#isClosed) return
    const next = this.#waiting.shift()
    if (next !== undefined) this.#open().send(next)
  }

  #open(): Connection {
    const connection = new Connection(this, this.#settings)
    this.#all.add(connection)
    return connection
  }

  /** Before the other end does, so that no call is sent into a closing connection. */
  #closeIdle(): void {
    this.#tick += 1
    for (const connection of [...this.#free]) {
      const seconds = Math.min(this.#settings.idleMs / 1_000, (connection.idleSeconds ?? Infinity) - 1)
      if (this.#tick - connection.freeSince + 1 >= seconds) connection.close()
    }
  }
}
