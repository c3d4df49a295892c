import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import { Deadline } from '../deadline.ts'
import type { Decided } from '../exchange.ts'
import type { Next } from '../policy.ts'
import { failure, type Reply } from '../reply.ts'
import { behindCache, type SharedCall } from './behind-cache.ts'

/** What becomes of an answer before it goes to all who wait for it. */
export type Land = (flight: Flight, reply: Reply) => Reply

export type FlightParts = {
  readonly key: string
  readonly call: SharedCall
  readonly next: Next<Decided>
  /** Nobody has to wait for it. */
  readonly isBackground: boolean
  readonly land: Land
}

/**
 * One call to a side for any number of shoppers who ask the same at the same time. It has the operation's
 * whole budget, not what is left to whoever came first: each waits as long as his own deadline lets him, and
 * the last one who stops waiting ends it. What the side fails with is shared by all who wait, since each
 * asking again would be a rush on a side in trouble; it is not remembered, so the next one asks anew.
 */
export class Flight {
  readonly key: string
  readonly call: SharedCall
  readonly askedAt: number
  /** The shelf's, when the side was asked. */
  readonly purges: number
  readonly changes: number
  /** What the side said; never rejects. */
  readonly landed: Promise<Reply>
  readonly #deadline: Deadline
  #waiting: number

  /** @param now milliseconds on the monotonic clock */
  constructor({ key, call, next, isBackground, land }: FlightParts, now: number) {
    const { operation, purges, changes } = call.shelf
    this.key = key
    this.call = call
    this.askedAt = now
    this.purges = purges
    this.changes = changes
    this.#waiting = isBackground ? 1 : 0
    this.#deadline = new Deadline(operation.deadlineMs)
    this.landed = this.#fly(next, land)
  }

  /** Whether it was asked after the last change of its side's data: else what it brings is old already. */
  isCurrent(): boolean {
    const { shelf } = this.call
    return this.purges === shelf.purges && this.changes === shelf.changes
  }

  /** What the side said, or the deadline's error when that is over first. */
  async wait(deadline: Deadline): Promise<Reply> {
    this.#waiting += 1
    try {
      return await deadline.race(this.landed)
    } catch (thrown) {
      const error = asBanyanError(thrown)
      this.#waiting -= 1
      if (this.#waiting === 0) this.#deadline.over(error)
      return failure(error)
    }
  }

  /** Whoever waits gets an error. */
  end(): void {
    this.#deadline.over(new BanyanError('shutting-down'))
  }

  async #fly(next: Next<Decided>, land: Land): Promise<Reply> {
    let reply: Reply
    try {
      reply = await next(behindCache(this.call, this.#deadline))
    } catch (thrown) {
      reply = failure(asBanyanError(thrown))
    }
    this.#deadline.end()
    try {
      return land(this, reply)
    } catch (thrown) {
      return failure(asBanyanError(thrown))
    }
  }
}
