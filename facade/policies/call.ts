import { asBanyanError, BanyanError } from '#contracts/errors.ts'
import type { Side as SideName } from '#contracts/sides.ts'
import type { Decided } from '../exchange.ts'
import type { ObserveSideCall } from '../metrics/side-call-metrics.ts'
import type { Policy } from '../policy.ts'
import { type Body, failure, success } from '../reply.ts'
import type { Side } from '../sides/side.ts'

export type Sides = { readonly [Name in SideName]: Side }

/** The only line that reaches a side. */
export function call(sides: Sides, observe: ObserveSideCall): Policy<Decided> {
  return async (exchange) => {
    const { decision, operation } = exchange
    const startedAt = performance.now()
    let answer: Body | BanyanError
    try {
      answer = await sides[decision.side].call(exchange)
    } catch (thrown) {
      answer = asBanyanError(thrown)
    }
    const sideMs = performance.now() - startedAt
    const error = answer instanceof BanyanError ? answer : null
    observe({ side: decision.side, capability: operation.capability, seconds: sideMs / 1000, error })
    return answer instanceof BanyanError
      ? failure(answer, decision, sideMs)
      : success(answer, decision, sideMs)
  }
}
