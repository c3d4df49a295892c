import type { Decided, Identified } from '../exchange.ts'
import { type Policy, passOn } from '../policy.ts'
import type { Tracing } from '../tracing/tracing.ts'

/** A span for the request, with what was decided and answered. Left out where traces are off. */
export function traceRequest(tracing: Tracing | null): Policy<Identified> {
  if (tracing === null) return passOn
  return async (exchange, next) => {
    const { operation, headers, requestId } = exchange
    const parent = typeof headers.traceparent === 'string' ? headers.traceparent : undefined
    const span = tracing.request(operation.id, exchange.trace, parent)
    const reply = await next({ ...exchange, trace: span.trace })
    const { status, decision, error } = reply
    const decided = decision ? { 'banyan.side': decision.side, 'banyan.reason': decision.reason } : {}
    span.end(
      {
        'http.request.method': exchange.method,
        'http.response.status_code': status,
        'banyan.operation': operation.id,
        'banyan.request_id': requestId,
        ...decided,
      },
      status >= 500 ? (error?.code ?? 'unknown') : null,
    )
    return reply
  }
}

/** A span for each call to a side, the parent of what the side does. Left out where traces are off. */
export function traceCall(tracing: Tracing | null): Policy<Decided> {
  if (tracing === null) return passOn
  return async (exchange, next) => {
    const { operation, decision, trace } = exchange
    const span = tracing.call(`${decision.side} ${operation.id}`, trace)
    const reply = await next({ ...exchange, trace: span.trace })
    span.end(
      { 'banyan.side': decision.side, 'banyan.capability': operation.capability },
      reply.error?.code ?? null,
    )
    return reply
  }
}
