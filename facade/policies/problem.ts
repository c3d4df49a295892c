import { asBanyanError, type BanyanError, errorTable, problemOf } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { Identified } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import { failure, type Headers, type Reply } from '../reply.ts'

const retrySoonSeconds = 1

/** Errors leave as RFC 9457 problem documents; what nobody expected becomes `internal`, its text kept inside. */
export function problem(log: Logger): Policy<Identified> {
  return async (exchange, next) => {
    const reply = await next(exchange).catch((thrown: unknown) => failure(asBanyanError(thrown)))
    if (reply.error === null) return reply
    const { requestId, operation } = exchange
    log[errorTable[reply.error.code].logLevel]({ err: reply.error, requestId, operation: operation.id })
    return documented(reply, reply.error, exchange.trace.traceId)
  }
}

/** A failed reply with its problem document. */
export function documented(reply: Reply, error: BanyanError, traceId: string): Reply {
  const bytes = Buffer.from(JSON.stringify(problemOf(error, traceId)))
  const headers = { ...reply.headers, ...error.headers, ...retryAfter(error) }
  return { ...reply, headers, body: { kind: 'bytes', bytes, contentType: 'application/problem+json' } }
}

function retryAfter(error: BanyanError): Headers {
  if (error.retryAfterSeconds !== undefined) return { 'retry-after': String(error.retryAfterSeconds) }
  return error.status === 503 ? { 'retry-after': String(retrySoonSeconds) } : {}
}
