import type { AnswerCache } from '../cache/answer-cache.ts'
import { type Entry, stateOf } from '../cache/answer-store.ts'
import type { SharedCall } from '../cache/behind-cache.ts'
import { hasAlready } from '../cache/if-none-match.ts'
import type { CacheOutcome } from '../cache/shelf.ts'
import type { Decided } from '../exchange.ts'
import { type Next, type Policy, passOn } from '../policy.ts'
import { failure, type Headers, type Reply } from '../reply.ts'
import { sideFailures } from '../sides/side.ts'

const none: Headers = []

/**
 * What the decided side has just answered to the same question is not asked again. It stands behind the
 * fallback, so that each side's answers are looked for, asked for and kept by themselves.
 * @param answers null: switched off
 */
export function cache(answers: AnswerCache | null): Policy<Decided> {
  return answers === null ? passOn : caching(answers)
}

function caching(answers: AnswerCache): Policy<Decided> {
  return (exchange, next) => {
    const { operation, decision, input, context } = exchange
    const shelf = answers.shelf(operation, decision.side)
    if (shelf === null) return next(exchange)
    const question = { input: shelf.keys.canonical(input), context }
    const key = shelf.keys.key(question)
    const entry = answers.get(key)
    const now = answers.now()
    const state = entry === undefined ? 'gone' : stateOf(entry, now)
    if (entry !== undefined && state === 'fresh') return Promise.resolve(kept(entry, exchange, 'hit', now))
    const call = { shelf, question, trace: exchange.trace }
    if (entry !== undefined && state === 'stale') {
      answers.refresh(entry, call, next)
      return Promise.resolve(kept(entry, exchange, 'stale', now))
    }
    return asked({ key, call, exchange, spare: state === 'spare' ? entry : undefined }, next)
  }

  type Asking = {
    readonly key: string
    readonly call: SharedCall
    readonly exchange: Decided
    /** May be served when the side fails. */
    readonly spare: Entry | undefined
  }

  async function asked({ key, call, exchange, spare }: Asking, next: Next<Decided>): Promise<Reply> {
    const joined = answers.flying(key)
    const flight = joined ?? answers.ask(key, call, next)
    const reply = await flight.wait(exchange.deadline)
    const isFailure = reply.error !== null && sideFailures.has(reply.error.code)
    const now = answers.now()
    if (isFailure && spare !== undefined && stateOf(spare, now) !== 'gone') {
      return kept(spare, exchange, 'spare', now)
    }
    const outcome = joined === null ? 'miss' : 'coalesced'
    call.shelf.outcomes[outcome] += 1
    return answered(reply, exchange, outcome)
  }

  function kept(entry: Entry, exchange: Decided, outcome: CacheOutcome, now: number): Reply {
    const { shelf, body, error } = entry
    shelf.outcomes[outcome] += 1
    entry.served += 1
    const freshMs = body === null ? shelf.rule.negativeMs : shelf.rule.freshMs
    const cached = { outcome, ttlMs: entry.askedAt + freshMs - now, stored: false }
    const { decision } = exchange
    if (error !== null) return { ...failure(error, decision), cached }
    if (body === null) throw new Error('an entry without an answer')
    const status = hasAlready(exchange.headers['if-none-match'], body.etag) ? 304 : 200
    return { status, headers: none, body, decision, sideMs: 0, error: null, cached }
  }
}

/** What a call brought, as this shopper's reply: under his own decision, and only once over the wire. */
function answered(reply: Reply, { decision, headers }: Decided, outcome: CacheOutcome): Reply {
  const { body, sideMs, error } = reply
  const cached = reply.cached === null ? null : { ...reply.cached, outcome }
  if (error !== null) return { ...failure(error, decision, sideMs), cached }
  const isUnchanged = body.kind === 'kept' && hasAlready(headers['if-none-match'], body.etag)
  const answerer = reply.decision?.side === decision.side ? decision : reply.decision
  return { ...reply, status: isUnchanged ? 304 : reply.status, decision: answerer, cached }
}
