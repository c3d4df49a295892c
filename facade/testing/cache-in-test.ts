// A cache with a clock of its own before a side that tests answer by hand.
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Side } from '#contracts/sides.ts'
import { AnswerCache } from '../cache/answer-cache.ts'
import type { CacheOutcome } from '../cache/shelf.ts'
import type { Decided } from '../exchange.ts'
import { cache } from '../policies/cache.ts'
import { failure, type Reply, success } from '../reply.ts'
import { decided } from './exchanges.ts'

export const second = 1_000

export type Answer = (exchange: Decided, call: number) => Reply | Promise<Reply>

/** Tells the side, and which call it was. */
export const counting: Answer = ({ decision }, call) =>
  success({ kind: 'json', value: { side: decision.side, call } }, decision, 5)

export const failing =
  (code: ErrorCode): Answer =>
  ({ decision }) =>
    failure(new BanyanError(code), decision, 5)

/** Answers with one value. */
export const saying =
  (value: unknown): Answer =>
  ({ decision }) =>
    success({ kind: 'json', value }, decision, 5)

export class CacheInTest {
  now = 5_000
  answer: Answer = counting
  readonly seen: Decided[] = []
  readonly answers = new AnswerCache({ bytes: 1024 ** 2, now: () => this.now })
  readonly #policy = cache(this.answers)
  /** Answers the call that waits, of those that `hold` has made wait the last. */
  land: (answer: Answer) => void = () => undefined

  ask(change: Partial<Decided> = {}): Promise<Reply> {
    return this.#policy(decided(change), async (exchange) => {
      this.seen.push(exchange)
      return this.answer(exchange, this.seen.length)
    })
  }

  /** From now on calls wait until they are told what to answer, or are over. */
  hold(): void {
    this.answer = (exchange, call) =>
      new Promise((resolve) => {
        this.land = (answer) => resolve(answer(exchange, call))
        exchange.deadline.watch({ over: (error) => resolve(failure(error, exchange.decision)) })
      })
  }

  heldBytes(): number {
    return this.answers.shelves().reduce((sum, shelf) => sum + shelf.held.bytes, 0)
  }
}

/** Decided for that side. */
export const on = (side: Side): Partial<Decided> => ({ decision: { ...decided().decision, side } })

/** What the shopper is told: the body, or the code of an error. */
export function told(reply: Reply): unknown {
  if (reply.error !== null) return reply.error.code
  if (reply.body.kind === 'json') return reply.body.value
  const bytes = reply.body.bytes
  return JSON.parse(Buffer.from(bytes).toString())
}

export function outcome({ cached }: Reply): CacheOutcome | null {
  return cached?.outcome ?? null
}

/** Until everything that can happen without time has happened. */
export const settled = () => new Promise(setImmediate)
