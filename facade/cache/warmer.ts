import { setTimeout as pause } from 'node:timers/promises'
import type { Journey } from '#contracts/operations.ts'
import { otherSide, type Side } from '#contracts/sides.ts'
import type { Random } from '../random.ts'
import { beginTrace } from '../trace/trace-context.ts'
import type { AnswerCache } from './answer-cache.ts'
import { type Entry, stateOf } from './answer-store.ts'

export type WarmerParts = {
  readonly answers: AnswerCache
  /** Whether a side may be asked now: nothing is asked of one that is switched off. */
  readonly mayAsk: (journey: Journey, side: Side) => boolean
  readonly random: Random
  /** Between two calls, milliseconds. */
  readonly pauseMs: number
}

const mostKeys = 200
/** Of the answers used last, the most used ones are taken: all of them would be looked at for too long. */
const mostLookedAt = 5_000
const mostFailuresInARow = 3

/**
 * Before shoppers come over, the side that gets them is asked what is asked most on the side that they leave:
 * one call after the other, slowly, so that a suite that is in a rush already hardly feels it.
 */
export class Warmer {
  readonly #parts: WarmerParts
  /** The last flip of each journey; one before it is not gone on with. */
  readonly #rounds = new Map<Journey, number>()

  constructor(parts: WarmerParts) {
    this.#parts = parts
  }

  /** Resolves when nothing is left to do. */
  async warm(journey: Journey, side: Side): Promise<void> {
    const round = this.#begin(journey)
    let failuresInARow = 0
    for (const entry of this.#hottest(journey, otherSide(side))) {
      if (this.#rounds.get(journey) !== round || !this.#parts.mayAsk(journey, side)) return
      const isOk = await this.#fetch(entry, side)
      failuresInARow = isOk ? 0 : failuresInARow + 1
      if (failuresInARow === mostFailuresInARow) return
      await pause(this.#parts.pauseMs, undefined, { ref: false })
    }
  }

  /** Nothing more is asked. */
  stop(): void {
    this.#rounds.clear()
  }

  #begin(journey: Journey): number {
    const round = (this.#rounds.get(journey) ?? 0) + 1
    this.#rounds.set(journey, round)
    return round
  }

  #hottest(journey: Journey, side: Side): readonly Entry[] {
    const { answers } = this.#parts
    const found: Entry[] = []
    let lookedAt = 0
    for (const entry of answers.recent()) {
      lookedAt += 1
      if (lookedAt > mostLookedAt) break
      const { shelf } = entry
      const fits = shelf.side === side && shelf.operation.journey === journey
      if (fits && stateOf(entry, answers.now()) !== 'gone') found.push(entry)
    }
    return found.sort((one, other) => other.served - one.served).slice(0, mostKeys)
  }

  /** False when the side has failed. */
  async #fetch({ shelf: { operation }, question }: Entry, side: Side): Promise<boolean> {
    const { answers, random } = this.#parts
    const shelf = answers.shelf(operation, side)
    if (shelf === null) return true
    const key = shelf.keys.key(question)
    const there = answers.get(key)
    if (there !== undefined && stateOf(there, answers.now()) === 'fresh') return true
    const call = { shelf, question, trace: beginTrace(random) }
    const flight = answers.askAgain(key, call)
    if (flight === null) return true
    shelf.warmed += 1
    const { error } = await flight.landed
    return error === null || error.code === 'not-found'
  }
}
