// One kept-alive connection, as cheap as can be: bytes of a request in, head and body of its answer out.
// A full HTTP client costs more than the façade that it is to load.
import { connect, type Socket } from 'node:net'

export type Answered = {
  readonly status: number
  readonly head: string
  readonly body: Buffer
}

/** Called once for each request: with the answer, or null where the connection was lost. */
export type OnAnswer = (answer: Answered | null) => void

const endOfHead = Buffer.from('\r\n\r\n')

export class HttpConnection {
  readonly #socket: Socket
  #buffer: Buffer = Buffer.alloc(0)
  #onAnswer: OnAnswer | null = null
  #open = true
  #isAnswered = 0

  constructor(port: number, onGone: (connection: HttpConnection) => void) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk) => this.#take(chunk))
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => {
      this.#open = false
      onGone(this)
      this.#finish(null)
    })
  }

  /** Whether another request may be written to it. */
  get usable(): boolean {
    return this.#open && !this.#socket.readableEnded && this.#socket.writable
  }

  /** Requests that were answered on it so far. */
  get answered(): number {
    return this.#isAnswered
  }

  send(bytes: string, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer
    this.#socket.write(bytes, 'latin1')
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    const end = this.#buffer.indexOf(endOfHead)
    if (end === -1) return
    const head = this.#buffer.toString('latin1', 0, end)
    const length = lengthOf(head)
    const whole = end + 4 + (length ?? 0)
    if (length === null || this.#buffer.length < whole) return
    const body = this.#buffer.subarray(end + 4, whole)
    this.#buffer = this.#buffer.subarray(whole)
    if (/\r\nconnection: *close/i.test(head)) {
      this.#open = false
      this.#socket.end()
    }
    this.#isAnswered += 1
    this.#finish({ status: Number(head.slice(9, 12)), head, body })
  }

  #finish(answer: Answered | null): void {
    const onAnswer = this.#onAnswer
    this.#onAnswer = null
    onAnswer?.(answer)
  }
}

/** Null for an answer without a length: those who are loaded here write none, but for 304 and 204. */
function lengthOf(head: string): number | null {
  const found = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (found) return Number(found[1])
  return /^HTTP\/1\.1 (?:204|304)/.test(head) ? 0 : null
}
