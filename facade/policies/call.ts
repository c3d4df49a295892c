import { asBanyanError } from '#contracts/errors.ts'
import type { Side as SideName } from '#contracts/sides.ts'
import type { Decided } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import { failure, success } from '../reply.ts'
import type { Side } from '../sides/side.ts'

/** The only line that reaches a side. */
export function call(sides: { readonly [S in SideName]: Side }): Policy<Decided> {
  return async (exchange) => {
    const { decision } = exchange
    const startedAt = performance.now()
    try {
      const body = await sides[decision.side].call(exchange)
      return success(body, decision, performance.now() - startedAt)
    } catch (thrown) {
      return failure(asBanyanError(thrown), decision, performance.now() - startedAt)
    }
  }
}
