// Everything that goes wrong leaves as a problem document (RFC 9457), with nothing of our insides in it.
import { randomBytes } from 'node:crypto'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { asBanyanError, BanyanError, errorTable, problemOf } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'

/** Express calls this with whatever a handler or the body parser threw. */
export function problemAnswer(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = bodyError(thrown) ?? asBanyanError(thrown)
    const traceId = traceIdOf(request)
    const { logLevel } = errorTable[error.code]
    const fields = {
      code: error.code,
      status: error.status,
      method: request.method,
      path: request.path,
      traceId,
    }
    log[logLevel]({ ...fields, ...(error.cause === undefined ? {} : { err: error.cause }) }, 'request failed')
    if (response.headersSent) response.destroy()
    else sendProblem(response, error, traceId)
  }
}

function sendProblem(response: Response, error: BanyanError, traceId: string): void {
  response.status(error.status).set(error.headers)
  if (error.retryAfterSeconds !== undefined) response.set('retry-after', String(error.retryAfterSeconds))
  response.type('application/problem+json').send(JSON.stringify(problemOf(error, traceId)))
}

/** Express's body parser throws errors of its own. Source: its README, "Errors". */
function bodyError(thrown: unknown): BanyanError | null {
  const type: unknown = thrown instanceof Error && 'type' in thrown ? thrown.type : undefined
  if (type === 'entity.too.large') return new BanyanError('body-too-large')
  if (typeof type === 'string' && /^(entity|encoding|charset|request|stream)\./.test(type)) {
    return new BanyanError('malformed-body')
  }
  const status: unknown = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined
  if (!(thrown instanceof BanyanError) && status === 400) return new BanyanError('invalid-target')
  return null
}

/** The caller's trace where he has one. Source: W3C Trace Context §3.2. */
function traceIdOf(request: Request): string {
  const [, traceId] =
    /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(request.get('traceparent') ?? '') ?? []
  return traceId ?? randomBytes(16).toString('hex')
}
