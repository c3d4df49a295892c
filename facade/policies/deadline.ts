import { BanyanError } from '#contracts/errors.ts'
import { Deadline } from '../deadline.ts'
import type { Identified, Timed } from '../exchange.ts'
import type { Policy } from '../policy.ts'

/**
 * One budget for the whole answer, as the operation declares it, from its arrival; a shopper who leaves ends
 * it too.
 */
export function deadline(): Policy<Identified, Timed> {
  return async (exchange, next) => {
    const waitedMs = performance.now() - exchange.arrivedAt
    const deadline = new Deadline(exchange.operation.deadlineMs - waitedMs)
    exchange.shopper.onGone(() => deadline.over(new BanyanError('shopper-gone')))
    try {
      return await next({ ...exchange, deadline })
    } finally {
      deadline.end()
    }
  }
}
