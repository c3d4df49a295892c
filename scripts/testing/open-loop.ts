// Load that does not wait for answers: so many requests a second, whatever becomes of them. On bare sockets,
// so that the generator is not what is measured.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type OpenLoop = {
  readonly port: number
  readonly host?: string
  /** Whole request as it goes over the wire. */
  readonly request: string
  readonly perSecond: number
  readonly seconds: number
  /** Opened before the clock starts: a flood of handshakes is another test. */
  readonly connections: number
}

export type Answered = { readonly status: number; readonly ms: number; readonly retryAfter: boolean }
export type OpenLoopResult = { readonly answers: readonly Answered[]; readonly unsent: number }

const tickMs = 1
const longestWaitMs = 10_000

/**
 * Sends by the clock, as far as there are connections; resolves when all that was sent is answered (status 0:
 * the connection broke).
 */
export async function openLoop(load: OpenLoop): Promise<OpenLoopResult> {
  const crowd = new Crowd(load)
  await crowd.gather()
  const begun = performance.now()
  let sent = 0
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = performance.now() - begun
      const due = Math.floor((Math.min(elapsed, load.seconds * 1_000) * load.perSecond) / 1_000)
      for (; sent < due; sent++) crowd.send()
      if (elapsed < load.seconds * 1_000) return
      clearInterval(timer)
      resolve()
    }, tickMs)
  })
  await crowd.end()
  return { answers: crowd.answers, unsent: crowd.unsent }
}

class Crowd {
  readonly answers: Answered[] = []
  unsent = 0
  readonly #load: OpenLoop
  readonly #idle: Client[] = []
  readonly #all = new Set<Client>()
  #pending = 0

  constructor(load: OpenLoop) {
    this.#load = load
  }

  send(): void {
    const client = this.#idle.pop()
    if (client === undefined) {
      this.unsent += 1
      return
    }
    this.#pending += 1
    client.send()
  }

  /** Some at a time, as a listening queue likes it. */
  async gather(): Promise<void> {
    while (this.#all.size < this.#load.connections) {
      const few = Math.min(50, this.#load.connections - this.#all.size)
      await Promise.all(Array.from({ length: few }, () => this.#open()))
    }
  }

  async end(): Promise<void> {
    const giveUpAt = performance.now() + longestWaitMs
    while (this.#pending > 0 && performance.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    for (const client of this.#all) client.destroy()
  }

  async #open(): Promise<void> {
    const { port, host = '127.0.0.1', request } = this.#load
    const socket = connect({ port, host, noDelay: true })
    const client = new Client(socket, request, (answer, reusable) => {
      this.#pending -= 1
      this.answers.push(answer)
      if (reusable) this.#idle.push(client)
    })
    this.#all.add(client)
    await once(socket, 'connect')
    this.#idle.push(client)
  }
}

type OnAnswer = (answer: Answered, reusable: boolean) => void

/** One connection, one request at a time. */
class Client {
  readonly #socket: Socket
  readonly #request: string
  readonly #onAnswer: OnAnswer
  #sentAt = 0
  #waiting = false
  #text = ''

  constructor(socket: Socket, request: string, onAnswer: OnAnswer) {
    this.#socket = socket
    this.#request = request
    this.#onAnswer = onAnswer
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#read(text))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#answered(0, false, false))
  }

  send(): void {
    this.#sentAt = performance.now()
    this.#waiting = true
    this.#socket.write(this.#request)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    this.#text += text
    const end = this.#text.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = this.#text.slice(0, end).toLowerCase()
    const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
    if (this.#text.length < end + 4 + length) return
    this.#text = ''
    const closes = head.includes('\r\nconnection: close')
    this.#answered(Number(head.slice(9, 12)), head.includes('\r\nretry-after: '), !closes)
  }

  #answered(status: number, retryAfter: boolean, reusable: boolean): void {
    if (!this.#waiting) return
    this.#waiting = false
    this.#onAnswer({ status, ms: performance.now() - this.#sentAt, retryAfter }, reusable)
  }
}
