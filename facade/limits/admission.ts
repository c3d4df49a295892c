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
  /** True when something is under way now, whose end `Admission.ended` will be told. */
  start(): boolean
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
/** … but never fewer: where neighbours take the processor, a slice may pass with nothing done. */
const leastPerTurn = 32
/** A loop whose turns are shorter has time to spare. */
const longTurnMs = 2
/** More than so many under way do not make a busy loop any faster: they only wait in a later queue. */
const enoughUnderWay = 128
/** A request should not have waited longer than this before it is begun. */
const targetWaitMs = 100
const windowMs = 100
/** Below `least` nobody is turned away: as many may come at once without it being a rush. */
const waitingRule: LimitRule = { least: 512, most: 8_192, backOff: 0.9 }

/**
 * Who is let in, in which order, and who is turned away. The façade's bottleneck is its event loop: when more
 * comes than it can do, every turn of the loop takes longer, and everybody waits. So requests are begun for a
 * slice of each turn only, and in a busy loop no more than have ended. Others wait, checkout before browse,
 * and what waits is bounded: AIMD on the time that requests had waited (`nextLimit`), as CoDel (RFC 8289)
 * watches the wait instead of the length. Whoever finds the bound reached is refused in the turn in which he
 * came.
 */
export class Admission {
  readonly #loop: Loop
  readonly #waiting = { checkout: new Fifo<Job>(), browse: new Fifo<Job>() }
  readonly #refused = { checkout: 0, browse: 0, shadow: 0 }
  readonly #endTurn = () => this.#beginTurn()
  #limit = waitingRule.least
  #turnFrom = Number.NEGATIVE_INFINITY
  #inTurn = false
  #underWay = 0
  /** What may still be begun in this turn, whatever the clock says. */
  #room = leastPerTurn
  #endedInTurn = 0
  #window = { from: Number.NEGATIVE_INFINITY, late: false, reached: false }

  constructor(loop: Loop) {
    this.#loop = loop
  }

  /** Begins a job, keeps it for a later turn, or refuses it. */
  offer(job: Job): void {
    if (!this.#inTurn) this.#openTurn(job.offeredAt)
    if (this.waiting === 0 && this.#mayBegin(job.offeredAt)) this.#begin(job)
    else if (job.rank !== 'shadow' && this.#waiting[job.rank].length < this.#limit) {
      this.#waiting[job.rank].push(job)
    } else {
      this.#refused[job.rank] += 1
      this.#window.reached = true
      job.refuse()
    }
  }

  /** To be told once for every job whose `start` said that it is under way. */
  ended(): void {
    this.#underWay -= 1
    this.#endedInTurn += 1
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiting.checkout.length + this.#waiting.browse.length
  }

  /** How many were begun and have not ended. */
  get underWay(): number {
    return this.#underWay
  }

  /** How many of one rank may wait now. */
  get limit(): number {
    return this.#limit
  }

  /** How many were refused so far. */
  refused(rank: Rank): number {
    return this.#refused[rank]
  }

  #begin(job: Job): void {
    this.#room -= 1
    if (job.start()) this.#underWay += 1
  }

  #mayBegin(now: number): boolean {
    if (this.#underWay < enoughUnderWay) return this.#room > 0 || now - this.#turnFrom < sliceMs
    return this.#room > 0
  }

  #openTurn(now: number): void {
    const isLong = now - this.#turnFrom > longTurnMs
    this.#room = isLong && this.#underWay >= enoughUnderWay ? this.#endedInTurn : leastPerTurn
    this.#endedInTurn = 0
    this.#inTurn = true
    this.#turnFrom = now
    this.#loop.nextTurn(this.#endTurn)
  }

  #beginTurn(): void {
    this.#inTurn = false
    if (this.waiting === 0) return
    let now = this.#loop.now()
    this.#openTurn(now)
    while (this.#mayBegin(now)) {
      const job = this.#waiting.checkout.shift() ?? this.#waiting.browse.shift()
      if (job === undefined) break
      this.#learn(now, now - job.offeredAt)
      this.#begin(job)
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
