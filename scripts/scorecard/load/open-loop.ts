// Load as shoppers make it: they come by the clock and do not wait for each other. A latency counts from when
// a request was due, so that a façade that stands still cannot hide it by getting fewer requests.
import { checkAnswer } from '../../shoppers/answer-check.ts'
import { type Answered, HttpConnection } from './http-connection.ts'
import { Latencies } from './latencies.ts'
import type { LoadedRequest, LoadOrder, LoadResult } from './load-order.ts'

const afterwardsMs = 15_000

type Due = { readonly request: LoadedRequest; readonly bytes: string; readonly at: number; again: boolean }

/** Runs one order to its end. */
export function openLoop(order: LoadOrder): Promise<LoadResult> {
  return new OpenLoop(order).run()
}

class OpenLoop {
  readonly #order: LoadOrder
  readonly #wheel: readonly LoadedRequest[]
  readonly #idle: HttpConnection[] = []
  readonly #all = new Set<HttpConnection>()
  readonly #waiting: Due[] = []
  readonly #good = new Latencies()
  readonly #refused = new Latencies()
  readonly #late = new Latencies()
  readonly #byOperation = new Map<string, Latencies>()
  readonly #byStatus = new Map<number, number>()
  readonly #bySecond: number[] = []
  readonly #breaches: string[] = []
  readonly #ended = Promise.withResolvers<void>()
  #refusedBlindly = 0
  #begun = 0
  #sent = 0
  #settled = 0
  #lost = 0
  #looked = 0

  constructor(order: LoadOrder) {
    this.#order = order
    this.#wheel = order.requests.flatMap((request) => Array(request.weight).fill(request))
  }

  async run(): Promise<LoadResult> {
    const { perSecond, seconds } = this.#order
    const total = Math.round(perSecond * seconds)
    this.#begun = performance.now()
    const clock = setInterval(() => {
      const elapsed = (performance.now() - this.#begun) / 1_000
      const due = Math.min(total, Math.floor(elapsed * perSecond))
      while (this.#sent < due) this.#start(this.#begun + (this.#sent * 1_000) / perSecond)
      if (this.#sent < total) return
      clearInterval(clock)
      if (this.#settled === total) this.#ended.resolve()
      giveUp = setTimeout(this.#ended.resolve, afterwardsMs)
    }, 1)
    let giveUp: NodeJS.Timeout | undefined
    await this.#ended.promise
    clearTimeout(giveUp)
    for (const connection of this.#all) connection.destroy()
    return this.#result(total)
  }

  #start(at: number): void {
    const request = this.#wheel[this.#sent % this.#wheel.length]
    this.#sent += 1
    if (request === undefined) return
    const word = `w-${Math.floor(Math.random() * this.#order.words)}`
    const bytes = bytesOf(request, word, this.#order.closing === true)
    this.#dispatch({ request, bytes, at, again: false })
  }

  #dispatch(due: Due): void {
    const connection = this.#connection()
    if (connection === null) this.#waiting.push(due)
    else this.#sendOn(connection, due)
  }

  #connection(): HttpConnection | null {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle === undefined) break
      if (idle.usable) return idle
    }
    if (this.#all.size >= this.#order.connections) return null
    const made = new HttpConnection(this.#order.port, (gone) => this.#all.delete(gone))
    this.#all.add(made)
    return made
  }

  #sendOn(connection: HttpConnection, due: Due): void {
    const sentAt = performance.now()
    this.#late.add(Math.max(0.001, sentAt - due.at))
    const used = connection.answered > 0
    connection.send(due.bytes, (answer) => {
      // RFC 9112 §9.6: a kept connection may close at any time; a client asks a safe request anew.
      if (answer === null && used && !due.again && !this.#order.strict)
        this.#dispatch({ ...due, again: true })
      else this.#settle(due, answer, sentAt)
      const next = this.#waiting.shift()
      if (next !== undefined) connection.usable ? this.#sendOn(connection, next) : this.#dispatch(next)
      else if (connection.usable) this.#idle.push(connection)
    })
  }

  #settle({ request, at }: Due, answer: Answered | null, sentAt: number): void {
    const ms = performance.now() - at
    this.#settled += 1
    if (answer === null) this.#lost += 1
    else if (answer.status === 200 && this.#isValid(request, answer)) this.#countGood(request, ms)
    else this.#countOther(answer, performance.now() - sentAt)
    if (this.#settled === Math.round(this.#order.perSecond * this.#order.seconds)) this.#ended.resolve()
  }

  #countGood({ operation }: LoadedRequest, ms: number): void {
    this.#good.add(ms)
    const own = this.#byOperation.get(operation) ?? new Latencies()
    this.#byOperation.set(operation, own)
    own.add(ms)
    const second = Math.floor((performance.now() - this.#begun) / 1_000)
    this.#bySecond[second] = (this.#bySecond[second] ?? 0) + 1
  }

  #countOther({ status, head }: Answered, ms: number): void {
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1)
    if (status !== 429 && status !== 503) return
    this.#refused.add(ms)
    if (!/\r\nretry-after: *\d/i.test(head)) this.#refusedBlindly += 1
  }

  #isValid({ operation }: LoadedRequest, { status, head, body }: Answered): boolean {
    this.#looked += 1
    if (operation === 'passthrough' || this.#looked % this.#order.validateEvery !== 0) return true
    const contentType = /\r\ncontent-type: *([^\r]*)/i.exec(head)?.[1] ?? ''
    const { breach } = checkAnswer(operation, { status, contentType, body: body.toString() })
    if (breach !== null) this.#breaches.push(breach)
    return breach === null
  }

  #result(due: number): LoadResult {
    const of = (latencies: Latencies, share: number) => latencies.quantile(share) ?? 0
    return {
      due,
      good: this.#good.count,
      byStatus: Object.fromEntries(this.#byStatus),
      lost: this.#lost + due - this.#settled,
      breaches: this.#breaches.slice(0, 5),
      ...{ p50Ms: of(this.#good, 0.5), p99Ms: of(this.#good, 0.99), maxMs: this.#good.max },
      ...{ refusedP99Ms: of(this.#refused, 0.99), refusedBlindly: this.#refusedBlindly },
      p99ByOperation: Object.fromEntries([...this.#byOperation].map(([name, own]) => [name, of(own, 0.99)])),
      lateP99Ms: of(this.#late, 0.99),
      goodBySecond: Array.from(this.#bySecond, (count) => count ?? 0),
    }
  }
}

function bytesOf({ target, headers }: LoadedRequest, word: string, closing: boolean): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const end = closing ? 'connection: close\r\n' : ''
  return `GET ${target.replace('WORD', word)} HTTP/1.1\r\nhost: shop.example\r\n${lines.join('')}${end}\r\n`
}
