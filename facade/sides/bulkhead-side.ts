import { BanyanError } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { Decided } from '../exchange.ts'
import { type LimitRule, nextLimit } from '../limits/next-limit.ts'
import type { Body } from '../reply.ts'
import type { Side } from './side.ts'

export type BulkheadSettings = {
  readonly capabilities: readonly Capability[]
  /** Calls at once for each capability while all are answered in time. */
  readonly most: number
}

/** A call that took more than this share of its operation's deadline was late. */
const lateShare = 1 / 3
/** More late ones than this among those that ended in a window make the limit give way. */
const lateCalls = 0.1
const windowMs = 250
const least = 8
const backOff = 0.75

/** Made once: a refusal is to cost nothing, and its stack says nothing. */
const full = new BanyanError('bulkhead-full', { retryAfterSeconds: 1 })

/**
 * A side with so many calls at once and no more, for each capability by itself: a slow one can neither take
 * what the others need nor pile up in here. The room shrinks while answers come late (AIMD). Who finds no
 * room is told at once, so that the other side can answer.
 */
export class BulkheadSide implements Side {
  readonly #side: Side
  readonly #compartments: ReadonlyMap<Capability, Compartment>

  constructor(side: Side, { capabilities, most }: BulkheadSettings) {
    this.#side = side
    const rule = { least: Math.min(least, most), most, backOff }
    this.#compartments = new Map(capabilities.map((name) => [name, new Compartment(rule)]))
  }

  call(exchange: Decided): Promise<Body> {
    const compartment = this.#compartments.get(exchange.operation.capability)
    if (compartment === undefined) return this.#side.call(exchange)
    return compartment.enter() ? this.#within(compartment, exchange) : Promise.reject(full)
  }

  close(): Promise<void> {
    return this.#side.close()
  }

  /** Calls under way and allowed now. */
  room(capability: Capability): { readonly inFlight: number; readonly limit: number } {
    return this.#compartments.get(capability) ?? { inFlight: 0, limit: 0 }
  }

  async #within(compartment: Compartment, exchange: Decided): Promise<Body> {
    const startedAt = performance.now()
    try {
      return await this.#side.call(exchange)
    } finally {
      const now = performance.now()
      compartment.leave(now, now - startedAt > exchange.operation.deadlineMs * lateShare)
    }
  }
}

class Compartment {
  inFlight = 0
  limit: number
  readonly #rule: LimitRule
  #windowFrom = performance.now()
  #ended = 0
  #late = 0
  #reached = false

  constructor(rule: LimitRule) {
    this.#rule = rule
    this.limit = rule.most
  }

  enter(): boolean {
    if (this.inFlight >= this.limit) {
      this.#reached = true
      return false
    }
    this.inFlight += 1
    return true
  }

  leave(now: number, late: boolean): void {
    this.inFlight -= 1
    this.#ended += 1
    if (late) this.#late += 1
    if (now - this.#windowFrom >= windowMs) this.#beginWindow(now)
  }

  #beginWindow(now: number): void {
    const seen = { late: this.#late > this.#ended * lateCalls, reached: this.#reached }
    this.limit = nextLimit(this.limit, seen, this.#rule)
    this.#windowFrom = now
    this.#ended = 0
    this.#late = 0
    this.#reached = false
  }
}
