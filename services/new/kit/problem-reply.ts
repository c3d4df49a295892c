import type { ServerResponse } from 'node:http'
import { asBanyanError, BanyanError, errorTable, problemOf } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'

/**
 * Errors of Express and its body parser, by their `type`. Source: the error tables of http-errors and body-
 * parser.
 */
const parserErrors = {
  'entity.parse.failed': 'malformed-body',
  'request.size.invalid': 'malformed-body',
  'request.aborted': 'malformed-body',
  'entity.too.large': 'body-too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
} as const

/** Anything that Express hands to its error handler, as the one error. */
export function errorOf(thrown: unknown): BanyanError {
  if (thrown instanceof BanyanError) return thrown
  if (thrown instanceof URIError) return new BanyanError('invalid-target', { cause: thrown })
  if (!Error.isError(thrown)) return asBanyanError(thrown)
  const { type, status } = thrown as Error & { type?: unknown; status?: unknown }
  const code = Object.entries(parserErrors).find(([name]) => name === type)?.[1]
  if (code !== undefined) return new BanyanError(code, { cause: thrown })
  // A broken compressed body comes as a bare 400 of zlib's.
  return status === 400 ? new BanyanError('malformed-body', { cause: thrown }) : asBanyanError(thrown)
}

/** Sends an error as problem document and logs it at the level that its code has. Source: RFC 9457. */
export function replyProblem(
  error: BanyanError,
  response: ServerResponse,
  traceId: string,
  log: Logger,
): void {
  // A caller that has gone is nobody's fault.
  const level = response.destroyed ? 'debug' : errorTable[error.code].logLevel
  log[level]({ traceId, code: error.code, err: error.cause }, error.message)
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const body = JSON.stringify(problemOf(error, traceId))
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value)
  if (error.retryAfterSeconds !== undefined) response.setHeader('retry-after', error.retryAfterSeconds)
  response.writeHead(error.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
