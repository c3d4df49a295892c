// What happens to a request of the contract, in one screen.
import type { Logger } from '#contracts/process/log.ts'
import type { AnswerCache } from './cache/answer-cache.ts'
import type { ResolveContext } from './context/resolve-context.ts'
import type { GatherFacts } from './decision/gather-facts.ts'
import type { ReadOverride } from './decision/tester-override.ts'
import type { EventSink } from './events/event-sink.ts'
import type { Arrived } from './exchange.ts'
import type { ObserveSideCall } from './metrics/side-call-metrics.ts'
import { authenticate, type Tokens } from './policies/authenticate.ts'
import { cache } from './policies/cache.ts'
import { call, type Sides } from './policies/call.ts'
import { deadline } from './policies/deadline.ts'
import { decision } from './policies/decision.ts'
import { disclose, type MaySee } from './policies/disclose.ts'
import { exposure } from './policies/exposure.ts'
import { fallback } from './policies/fallback.ts'
import { identify } from './policies/identify.ts'
import { observe, type Tallies } from './policies/observe.ts'
import { problem } from './policies/problem.ts'
import { type RateLimitParts, rateLimit } from './policies/rate-limit.ts'
import { traceCall, traceRequest } from './policies/trace.ts'
import { validate } from './policies/validate.ts'
import { type VisitorSettings, visitor } from './policies/visitor.ts'
import { compose, type Next } from './policy.ts'
import type { Random } from './random.ts'
import type { Wake } from './sides/side.ts'
import type { Tracing } from './tracing/tracing.ts'

/** Effects and settings that the policies are made from. */
export type RequestPathParts = {
  readonly random: Random
  readonly accessLog: Logger
  readonly log: Logger
  readonly tallies: Tallies
  readonly maySee: MaySee
  readonly tokens: Tokens | null
  /** Null: off. */
  readonly tracing: Tracing | null
  readonly visitor: VisitorSettings
  /** Null: nobody is limited. */
  readonly rateLimit: RateLimitParts | null
  readonly resolveContext: ResolveContext
  readonly gatherFacts: GatherFacts
  readonly readOverride: ReadOverride
  readonly sink: EventSink
  readonly eventSource: string
  /** Null: no answer is kept. */
  readonly answers: AnswerCache | null
  readonly sides: Sides
  readonly wake: Wake
  readonly observeSideCall: ObserveSideCall
}

/**
 * Outermost first. Beside each policy: what would be noticed without it. The compiler holds the order.
 * Admission (load shedding) stands before all of it, in the server: refusing must cost next to nothing.
 */
export function createRequestPath(parts: RequestPathParts): Next<Arrived> {
  return compose([
    identify(parts.random), // nobody could follow one request through façade, suite and services
    traceRequest(parts.tracing), // nobody could see where within Banyan the time of one request went
    observe(parts.accessLog, parts.tallies), // operators would neither see nor count what shoppers got
    disclose(parts.maySee), // a tester could not see which side answered him
    problem(parts.log), // an error would be a dropped connection, or a stack trace
    deadline(), // a hanging side would hang the shopper, and nothing would stop when he leaves
    authenticate(parts.tokens), // a customer would be nobody
    visitor(parts.visitor), // a shopper would change sides from click to click
    rateLimit(parts.rateLimit), // one client could take what all others need
    validate(parts.resolveContext), // each side would read bad input in its own way
    // idempotency: a retried order would be two orders
    decision(parts.gatherFacts, parts.readOverride), // there would be one side only
    exposure(parts.sink, parts.eventSource), // nobody could say whose purchases belong to which side
    // shadow: the other side's answers would be unknown before the first shopper gets them
    fallback(parts.wake), // a failing side would be an error, though the other one could answer
    cache(parts.answers), // every look at a product would cost the suite a query
    traceCall(parts.tracing), // nor how much of it a side took
    call(parts.sides, parts.observeSideCall), // the only line that reaches a side
  ])
}
