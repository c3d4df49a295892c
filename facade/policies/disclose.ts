import type { Identified } from '../exchange.ts'
import type { Policy } from '../policy.ts'

/** Who may see how an answer came about. */
export type MaySee = (exchange: Identified) => boolean

/** Which side answered and why, as headers, for those who may see it. */
export function disclose(maySee: MaySee): Policy<Identified> {
  return async (exchange, next) => {
    const reply = await next(exchange)
    const { decision, sideMs } = reply
    if (decision === null || !maySee(exchange)) return reply
    const headers = {
      ...reply.headers,
      'x-banyan-side': decision.side,
      'x-banyan-reason': decision.reason,
      'server-timing': `side;desc="${decision.side}, ${decision.reason}";dur=${sideMs.toFixed(1)}`,
    }
    return { ...reply, headers }
  }
}
