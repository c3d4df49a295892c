import { loggablePath } from '#contracts/personal-data.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { Identified } from '../exchange.ts'
import type { Tally } from '../metrics/tally.ts'
import type { Policy } from '../policy.ts'

/** The tallies of now: one lives as long as the process, one as long as its window. */
export type Tallies = () => readonly Tally[]

/** One line in the access log and one count in each tally for every answer, errors too. */
export function observe(accessLog: Logger, tallies: Tallies): Policy<Identified> {
  return async (exchange, next) => {
    const reply = await next(exchange)
    const { operation, requestId, trace, path } = exchange
    const { decision, status, sideMs } = reply
    const ms = performance.now() - exchange.arrivedAt
    for (const tally of tallies()) tally.add(operation, decision, status, ms / 1000)
    accessLog.info({
      requestId,
      traceId: trace.traceId === requestId ? undefined : trace.traceId,
      operation: operation.id,
      path: loggablePath(operation, path),
      status,
      code: reply.error?.code,
      side: decision?.side,
      reason: decision?.reason,
      ms: rounded(ms),
      sideMs: rounded(sideMs),
    })
    return reply
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}
