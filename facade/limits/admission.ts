import type { Priority } from '#contracts/operations.ts'
import { Fifo } from './fifo.ts'
import { type LimitRule, nextLimit } from './next-limit.ts'

/** Shadow is work that nobody waits for: it is begun only where nothing else waits. */
export type Rank = Priority | 'shadow'

/** One request that asks to be begun. Exactly one of `start` and `refuse` is called, once. */
export interface Job {
  readonly rank: Rank
  /** Milliseconds on the monotonic clock. */
  readonly offeredAt: number
  start(): void
  refuse(): void
}

/** Time and the loop's next turn, as the process has them; passed in so that cases can be simulated. */
export type Loop = {
  /** Milliseconds on a monotonic clock. */
  now(): number
  /** Runs it after all input that is there now has been read, as `setImmediate` does. */
  nextTurn(callback: () => void): void
}

/** So long at most requests are begun before input is read again: what is refused is refused that soon. */
const sliceMs = 4
/** A request should not have waited longer than this before it is begun. */
const targetWaitMs = 100
const windowMs = 100
/** Below `least` nobody is turned away: as many may come at once without it being a rush. */
const waitingRule: LimitRule = { least: 512, most: 8_192, backOff: 0.9 }

/**
 * Who is let in, in which order, and who is turned away. The façade's bottleneck is its event loop: when more
 * comes than it can do, every turn of the loop takes longer, and everybody waits. So requests are begun for a
 * slice of each turn only; the rest waits, checkout before browse, and what waits is bounded: AIMD on the
 * time that requests had waited (`nextLimit`), as CoDel (RFC 8289) watches the wait instead of the length.
 * Whoever finds the bound reached is refused in the very turn in which he came.
 */
export class Admission {
  readonly #loop: Loop
  readonly #waiting = { checkout: new Fifo<Job>(), browse: new Fifo<Job>() }
  readonly #refused = { checkout: 0, browse: 0, shadow: 0 }
  readonly #endTurn = () => this.#beginTurn()
  #limit = waitingRule.least
  #turnFrom = Number.NEGATIVE_INFINITY
  #inTurn = false
  #window = { from: Number.NEGATIVE_INFINITY, late: false, reached: false }

  constructor(loop: Loop) {
    this.#loop = loop
  }

  /** Begins a job, keeps it for a later turn, or refuses it. */
  offer(job: Job): void {
    if (this.waiting === 0 && this.#hasTime(job.offeredAt)) job.start()
    else if (job.rank !== 'shadow' && this.#waiting[job.rank].length < this.#limit) {
      this.#waiting[job.rank].push(job)
    } else {
      this.#refused[job.rank] += 1
      this.#window.reached = true
      job.refuse()
    }
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiting.checkout.length + this.#waiting.browse.length
  }

  /** How many of one rank may wait now. */
  get limit(): number {
    return this.#limit
  }

  /** How many were refused so far. */
  refused(rank: Rank): number {
    return this.#refused[rank]
  }

  /** Whether this turn's slice lasts; the first request of a turn begins it. */
  #hasTime(now: number): boolean {
    if (!this.#inTurn) this.#openTurn(now)
    return now - this.#turnFrom < sliceMs
  }

  #openTurn(now: number): void {
    this.#inTurn = true
    this.#turnFrom = now
    this.#loop.nextTurn(this.#endTurn)
  }

  #beginTurn(): void {
    this.#inTurn = false
    if (this.waiting === 0) return
    this.#openTurn(this.#loop.now())
    let now = this.#turnFrom
    while (now - this.#turnFrom < sliceMs) {
      const job = this.#waiting.checkout.shift() ?? this.#waiting.browse.shift()
      if (job === undefined) break
      this.#learn(now, now - job.offeredAt)
      job.start()
      now = this.#loop.now()
    }
  }

  #learn(now: number, waitedMs: number): void {
    const window = this.#window
    if (waitedMs > targetWaitMs) window.late = true
    if (now - window.from < windowMs) return
    this.#limit = nextLimit(this.#limit, window, waitingRule)
    this.#window = { from: now, late: false, reached: false }
  }
}
