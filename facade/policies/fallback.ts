import type { BanyanError } from '#contracts/errors.ts'
import type { Decided } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import type { Reply } from '../reply.ts'
import { sideFailures, type Wake } from '../sides/side.ts'

/** What the decided side may use of the deadline, so that the other one still has time. */
const firstShare = 0.6

/**
 * When the decided side fails, the other one answers with what is left of the deadline: where the operation
 * declares it and the decision allows it. Only a success replaces a failure: a 404 from the other side may
 * only mean that it does not have the thing yet. Where both fail, one of them only because it rests, that
 * one is tried after all, as often as `wake` allows: it may be back.
 */
export function fallback(wake: Wake): Policy<Decided> {
  return async (exchange, next) => {
    const { fallbackSide } = exchange.decision
    if (fallbackSide === null) return next(exchange)
    const deadline = exchange.deadline.part(firstShare)
    let first: Reply
    try {
      first = await next({ ...exchange, deadline })
    } finally {
      deadline.end()
    }
    if (first.error === null || !sideFailures.has(first.error.code)) return first
    const decision = {
      ...exchange.decision,
      side: fallbackSide,
      reason: 'fallback' as const,
      fallbackSide: null,
    }
    const second = await next({ ...exchange, decision })
    if (second.error === null) return second
    const last = lastResort(first.error, second.error)
    if (last === null || exchange.deadline.error !== null) return first
    const again = last === 'decided' ? exchange.decision : decision
    if (!wake(again.side, exchange.operation.capability)) return first
    const third = await next({ ...exchange, decision: again })
    return third.error === null ? third : first
  }
}

/** Which of two failing sides may be better than it says: one that was not asked, because it rests. */
export function lastResort(decided: BanyanError, other: BanyanError): 'decided' | 'other' | null {
  if (decided.code === 'circuit-open') return 'decided'
  return other.code === 'circuit-open' ? 'other' : null
}
