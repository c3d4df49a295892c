import { cacheStatus } from '../cache/cache-status.ts'
import type { Identified } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import { withHeaders } from '../reply.ts'

/** Who may see how an answer came about. */
export type MaySee = (exchange: Identified) => boolean

/** Which side answered and why, and what the cache did, as headers, for those who may see it. */
export function disclose(maySee: MaySee): Policy<Identified> {
  return async (exchange, next) => {
    const reply = await next(exchange)
    const { decision, sideMs } = reply
    if (decision === null || !maySee(exchange)) return reply
    const { side, reason } = decision
    const timing = `side;desc="${side}, ${reason}";dur=${sideMs.toFixed(1)}`
    const shown = ['x-banyan-side', side, 'x-banyan-reason', reason, 'server-timing', timing]
    if (reply.cached !== null) shown.push('cache-status', cacheStatus(reply.cached))
    return withHeaders(reply, ...shown)
  }
}
