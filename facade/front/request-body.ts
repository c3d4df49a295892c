import type { IncomingMessage } from 'node:http'
import { BanyanError } from '#contracts/errors.ts'

/** Whether a body is to come. Source: RFC 9112 §6.3. */
export function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

export type SmallBody =
  | { readonly kind: 'gone' }
  /** Its bytes are taken from the memory: whoever has used them gives them back. */
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Larger than the limit; nothing is lost, the request still streams from its first byte. */
  | { readonly kind: 'large'; readonly length: number | null }

/** Bytes that may be kept at once, of all requests together. */
export type BodyMemory = { take(bytes: number): boolean; give(bytes: number): void }

export function createBodyMemory(limitBytes: number): BodyMemory {
  let taken = 0
  return {
    take: (bytes) => {
      if (taken + bytes > limitBytes) return false
      taken += bytes
      return true
    },
    give: (bytes) => {
      taken -= bytes
    },
  }
}

export type BodyLimits = {
  readonly limitBytes: number
  readonly withinMs: number
  readonly memory: BodyMemory
}

/**
 * Reads a small body to its end, so that a slow sender never holds a connection to the suite.
 * Resolves with `gone` when the client went away; rejects with `request-timeout` when it dawdles, with
 * `unavailable` when too much is kept already.
 */
export function readSmallBody(req: IncomingMessage, limits: BodyLimits): Promise<SmallBody> {
  const declared = req.headers['content-length']
  const length = declared === undefined ? null : Number(declared)
  if (length !== null && length > limits.limitBytes) return Promise.resolve({ kind: 'large', length })
  return new Promise((resolve, reject) => void new Collector(req, limits, { resolve, reject }))
}

type Settled = { resolve(body: SmallBody): void; reject(error: BanyanError): void }

class Collector {
  readonly #req: IncomingMessage
  readonly #limits: BodyLimits
  readonly #settled: Settled
  readonly #chunks: Buffer[] = []
  readonly #late: NodeJS.Timeout
  #size = 0

  constructor(req: IncomingMessage, limits: BodyLimits, settled: Settled) {
    this.#req = req
    this.#limits = limits
    this.#settled = settled
    this.#late = setTimeout(() => this.#fail('request-timeout', 'The body came too slowly'), limits.withinMs)
    req.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onGone).on('error', this.#onGone)
  }

  readonly #onData = (chunk: Buffer) => {
    const { memory, limitBytes } = this.#limits
    if (!memory.take(chunk.length)) {
      this.#fail('unavailable', 'Too many bodies are under way')
      return
    }
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size <= limitBytes) return
    const req = this.#req
    req.pause()
    this.#letGo()
    memory.give(this.#size)
    req.unshift(Buffer.concat(this.#chunks))
    this.#settled.resolve({ kind: 'large', length: null })
  }

  readonly #onEnd = () => {
    this.#letGo()
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)
    this.#settled.resolve({ kind: 'whole', bytes })
  }

  readonly #onGone = () => {
    this.#letGo()
    this.#limits.memory.give(this.#size)
    this.#settled.resolve({ kind: 'gone' })
  }

  #fail(code: 'request-timeout' | 'unavailable', detail: string): void {
    this.#letGo()
    this.#limits.memory.give(this.#size)
    this.#settled.reject(new BanyanError(code, { detail }))
  }

  #letGo(): void {
    clearTimeout(this.#late)
    this.#req.off('data', this.#onData).off('end', this.#onEnd)
    this.#req.off('close', this.#onGone).off('error', this.#onGone)
  }
}
