import { BanyanError } from '#contracts/errors.ts'
import { testerHeader } from '#contracts/tester-token.ts'
import { decide, type Refusal } from '../decision/decide.ts'
import type { GatherFacts } from '../decision/gather-facts.ts'
import type { ReadOverride } from '../decision/tester-override.ts'
import type { Decided, Valid } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import { failure, type Reply } from '../reply.ts'

const killedRetrySeconds = 30

/** Which side answers, and why. A tester token that is not valid is an error, never silently another side. */
export function decision(gatherFacts: GatherFacts, readOverride: ReadOverride): Policy<Valid, Decided> {
  return (exchange, next) => {
    const { operation, context, visitor, headers } = exchange
    const token = headers[testerHeader]
    const tester = token === undefined ? null : readOverride(String(token))
    if (token !== undefined && tester === null) return refused('invalid-override')
    const outcome = decide(gatherFacts({ operation, context, visitorId: visitor.id, tester }))
    if ('refused' in outcome) return refused(outcome.refused)
    return next({ ...exchange, decision: outcome })
  }
}

function refused(code: Refusal['refused'] | 'invalid-override'): Promise<Reply> {
  const patience = code === 'unavailable' ? { retryAfterSeconds: killedRetrySeconds } : {}
  return Promise.resolve(failure(new BanyanError(code, patience)))
}
