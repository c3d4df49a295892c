import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { AnswerReader } from './answer-reader.ts'
import type { HttpCall } from './http-call.ts'
import { HttpClientError } from './http-client-error.ts'

/** What a connection tells the pool that it belongs to. */
export interface ConnectionOwner {
  /** Free for the next call. */
  onFree(connection: Connection): void
  /** Told once; the call that it carried has been told before. */
  onClosed(connection: Connection): void
}

export type ConnectionSettings = {
  readonly origin: URL
  readonly connectTimeoutMs: number
  readonly largestAnswerBytes: number
}

/**
 * All plain connections of the process read into the same memory: a read is dealt with before the next one
 * begins, and what is kept is copied. Saves an allocation of 64 KiB per read.
 */
const readInto = Buffer.allocUnsafeSlow(64 * 1024)

/** One connection, one call at a time. */
export class Connection {
  /** The pool's own note: the tick at which it became free. */
  freeSince = 0
  /** As the other end says; null where it does not. */
  idleSeconds: number | null = null
  readonly #owner: ConnectionOwner
  readonly #socket: Socket
  readonly #reader: AnswerReader
  #connecting: NodeJS.Timeout | null
  #call: HttpCall | null = null
  #failure: Error | null = null
  #hasBegun = false
  #isClosed = false

  constructor(owner: ConnectionOwner, settings: ConnectionSettings) {
    this.#owner = owner
    this.#reader = new AnswerReader(settings.largestAnswerBytes)
    this.#socket = this.#open(settings.origin)
    this.#connecting = setTimeout(() => {
      this.#fail(new HttpClientError('CONNECT_TIMEOUT'))
    }, settings.connectTimeoutMs)
    const isTls = settings.origin.protocol === 'https:'
    this.#socket.once(isTls ? 'secureConnect' : 'connect', () => this.#stopConnecting())
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.once('end', () => this.#fail(new HttpClientError('CONNECTION_CLOSED')))
    this.#socket.once('close', () => this.#onClose())
  }

  /** Sends a call; only on a connection that carries none. */
  send(call: HttpCall): void {
    this.#call = call
    call.carrier = this
    this.#hasBegun = false
    if (call.body === null) this.#socket.write(call.head, 'latin1')
    else this.#socket.write(together(call.head, call.body))
  }

  /** Ends a call without a word to it: its answer would be taken for the next one's. */
  cancel(): void {
    this.#call = null
    this.close()
  }

  close(): void {
    this.#socket.destroy()
  }

  #open({ protocol, hostname, port }: URL): Socket {
    const host = hostname.replace(/^\[|\]$/g, '')
    if (protocol === 'https:') {
      const options = { host, port: Number(port || 443), servername: host, ALPNProtocols: ['http/1.1'] }
      const socket = connectTls(options)
      socket.setNoDelay(true)
      socket.on('data', (bytes: Buffer) => this.#onBytes(bytes, bytes.length))
      return socket
    }
    const callback = (length: number): boolean => {
      this.#onBytes(readInto, length)
      return true
    }
    const onread = { buffer: readInto, callback }
    return connectTcp({ host, port: Number(port || 80), noDelay: true, onread })
  }

  #stopConnecting(): void {
    if (this.#connecting !== null) clearTimeout(this.#connecting)
    this.#connecting = null
  }

  #onBytes(bytes: Buffer, length: number): void {
    const call = this.#call
    if (call === null) {
      // Nobody asked: what comes now would be taken for the next call's answer.
      this.close()
      return
    }
    this.#hasBegun = true
    const answer = this.#reader.take(bytes, length)
    if (answer === null) return
    if (typeof answer === 'string') {
      this.#fail(new HttpClientError(answer))
      return
    }
    this.#call = null
    call.carrier = null
    this.idleSeconds = answer.head.idleSeconds
    if (answer.head.keepsAlive) this.#owner.onFree(this)
    else this.close()
    call.onAnswer(answer)
  }

  /** The first failure is the one that is told, when the connection is closed. */
  #fail(error: Error): void {
    this.#failure ??= error
    this.close()
  }

  #onClose(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopConnecting()
    const call = this.#call
    this.#call = null
    this.#owner.onClosed(this)
    if (call === null) return
    call.carrier = null
    call.onFailure(this.#failure ?? new HttpClientError('CONNECTION_CLOSED'), this.#hasBegun)
  }
}

/** Head and body in one piece: writing two costs more than copying one. */
function together(head: string, body: Buffer): Buffer {
  const whole = Buffer.allocUnsafe(head.length + body.length)
  whole.write(head, 'latin1')
  body.copy(whole, head.length)
  return whole
}
