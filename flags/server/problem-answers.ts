// Every failure leaves as problem+json; nothing of the inside goes with it.
import { randomBytes } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { asBanyanError, BanyanError, type ErrorCode, errorTable, problemOf } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'

export const notFound: RequestHandler = (_request, _response, next) => next(new BanyanError('not-found'))

export const methodNotAllowed: RequestHandler = (_request, _response, next) =>
  next(new BanyanError('method-not-allowed'))

/** The last handler of an Express app. */
export function problemAnswers(log: Logger): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = asBanyanError(ofExpress(thrown) ?? thrown)
    const traceId = traceIdOf(request)
    log[errorTable[error.code].logLevel]({ err: error, traceId, method: request.method }, error.code)
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (error.retryAfterSeconds !== undefined) response.set('retry-after', String(error.retryAfterSeconds))
    response.set(error.headers)
    response.status(error.status).type('application/problem+json')
    response.send(JSON.stringify(problemOf(error, traceId)))
  }
}

const codes: { readonly [type: string]: ErrorCode } = {
  'entity.parse.failed': 'malformed-body',
  'entity.too.large': 'body-too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
}

/** Errors of Express and its body parser: the client's fault, by their own account. */
function ofExpress(thrown: unknown): BanyanError | null {
  if (thrown instanceof BanyanError || !(thrown instanceof Error) || !('status' in thrown)) return null
  const type = 'type' in thrown ? String(thrown.type) : ''
  const code = Object.hasOwn(codes, type) ? codes[type] : undefined
  if (code) return new BanyanError(code, { cause: thrown })
  const isClients = typeof thrown.status === 'number' && thrown.status >= 400 && thrown.status < 500
  return isClients ? new BanyanError('invalid-request', { cause: thrown }) : null
}

/** Source: W3C Trace Context, traceparent. */
function traceIdOf(request: Request): string {
  const sent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(request.get('traceparent') ?? '')
  return sent?.[1] ?? randomBytes(16).toString('hex')
}
