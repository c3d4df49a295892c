import { asBanyanError, type BanyanError, errorTable, problemOf } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { Identified } from '../exchange.ts'
import type { Policy } from '../policy.ts'
import { failure, type Headers, type Reply } from '../reply.ts'
import { sideFailures } from '../sides/side.ts'

const retrySoonSeconds = 1

/**
 * Errors leave as RFC 9457 problem documents; what nobody expected becomes `internal`, its text kept inside.
 * Failures of a side have been logged where the side was called.
 */
export function problem(log: Logger): Policy<Identified> {
  return async (exchange, next) => {
    let reply: Reply
    try {
      reply = await next(exchange)
    } catch (thrown) {
      reply = failure(asBanyanError(thrown))
    }
    return reply.error === null ? reply : documented(reply, reply.error, exchange)
  }

  function documented(reply: Reply, error: BanyanError, { requestId, trace, operation }: Identified): Reply {
    const level = sideFailures.has(error.code) ? 'debug' : errorTable[error.code].logLevel
    log[level]({ err: error, requestId, operation: operation.id }, error.code)
    const bytes = Buffer.from(JSON.stringify(problemOf(error, trace.traceId)))
    const headers = [...reply.headers, ...headersOf(error)]
    return { ...reply, headers, body: { kind: 'bytes', bytes, contentType: 'application/problem+json' } }
  }
}

function headersOf(error: BanyanError): Headers {
  const retryAfter = error.retryAfterSeconds ?? (error.status === 503 ? retrySoonSeconds : null)
  const headers = Object.entries(error.headers).flat()
  return retryAfter === null ? headers : [...headers, 'retry-after', String(retryAfter)]
}
