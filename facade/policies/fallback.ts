import type { Decided } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import type { Reply } from '../reply.ts'
import { sideFailures } from '../sides/side.ts'

/** What the decided side may use of the deadline, so that the other one still has time. */
const firstShare = 0.6

/**
 * When the decided side fails, the other one answers with what is left of the deadline: where the operation
 * declares it and the decision allows it. Only a success replaces a failure: a 404 from the other side may
 * only mean that it does not have the thing yet.
 */
export function fallback(): Policy<Decided> {
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
    return second.error === null ? second : first
  }
}
