import type { Arrived, Identified } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import type { Random } from '../random.ts'
import { withHeaders } from '../reply.ts'
import { beginTrace, continueTrace } from '../trace/trace-context.ts'

/** A caller's own request id is kept where it can do no harm in logs and headers. */
const harmless = /^[A-Za-z0-9._-]{8,64}$/

/** Request id and W3C trace context: both go to the side, the id back to the shopper. */
export function identify(random: Random): Policy<Arrived, Identified> {
  return async (exchange, next) => {
    const { traceparent, tracestate, 'x-request-id': given } = exchange.headers
    const continued = continueTrace(single(traceparent), single(tracestate), random)
    const trace = continued ?? beginTrace(random)
    const requestId = ownId(given) ?? (continued === null ? trace.traceId : random(16, 'hex'))
    const reply = await next({ ...exchange, requestId, trace })
    return withHeaders(reply, 'x-request-id', requestId)
  }
}

function ownId(given: string | string[] | undefined): string | null {
  return typeof given === 'string' && harmless.test(given) ? given : null
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
