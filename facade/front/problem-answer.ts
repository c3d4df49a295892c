import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BanyanError, problemOf } from '#contracts/errors.ts'
import { traceIdIn } from '../trace/trace-context.ts'

const traceIds = new WeakMap<IncomingMessage, string>()

/** The trace that a request belongs to, or a new one: the same whenever it is asked. */
export function traceIdOf(req: IncomingMessage): string {
  const { traceparent } = req.headers
  const given = typeof traceparent === 'string' ? traceIdIn(traceparent) : null
  const traceId = given ?? traceIds.get(req) ?? randomBytes(16).toString('hex')
  if (given === null) traceIds.set(req, traceId)
  return traceId
}

/**
 * What is left of a request's body must not be taken for the next request: its connection is to be closed.
 */
export function hasBodyToCome({ headers, complete }: IncomingMessage): boolean {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return announced && !complete
}

/** Answers with an error as RFC 9457 problem document; an answer that has begun is only ended, and hard. */
export function answerProblem(req: IncomingMessage, res: ServerResponse, error: BanyanError): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const body = JSON.stringify(problemOf(error, traceIdOf(req)))
  res.statusCode = error.status
  for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value)
  if (error.retryAfterSeconds !== undefined) res.setHeader('retry-after', error.retryAfterSeconds)
  res.setHeader('content-type', 'application/problem+json')
  res.setHeader('cache-control', 'no-store')
  res.setHeader('content-length', Buffer.byteLength(body))
  res.setHeader('x-content-type-options', 'nosniff')
  if (hasBodyToCome(req)) res.setHeader('connection', 'close')
  res.end(body)
}
