// One operation of the contract as an Express handler: check, ask the service, send its text.
import type { RequestHandler } from 'express'
import type { CallContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Market } from '#contracts/markets.ts'
import type { Operation } from '#contracts/operations.ts'
import type { Logger } from '#contracts/process/log.ts'
import { type Validator, validators } from '#contracts/validation.ts'
import { contextOf } from './context-of.ts'
import { budgetMs, deadlineHeader, startDeadline } from './deadline.ts'
import { inputOf } from './input-of.ts'
import type { ServiceMetrics } from './service-metrics.ts'
import { traceOf } from './trace-of.ts'

export type RouteSettings = {
  readonly markets: readonly [Market, ...Market[]]
  readonly metrics: ServiceMetrics
  readonly log: Logger
  /** Whether this answer is to be checked against the contract: always in tests, a sample in production. */
  readonly checkOutput: () => boolean
}

type AnyAnswerer = (input: never, context: CallContext) => Promise<string>

/** The Express path of a contract template. */
export function expressPath(template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, ':$1')
}

/** The handler of one operation. */
export function operationRoute(
  operation: Operation,
  answer: AnyAnswerer,
  settings: RouteSettings,
): RequestHandler {
  const validator = validators.get(operation.id)
  if (validator === undefined) throw new Error(`The contract has no ${operation.id}`)
  return async (request, response) => {
    const startedAt = performance.now()
    const { traceparent, traceId } = traceOf(request.get('traceparent'))
    response.once('finish', () => {
      const seconds = (performance.now() - startedAt) / 1000
      settings.metrics.observe(operation, response.statusCode, seconds)
      settings.log.debug(
        { traceId, operation: operation.id, status: response.statusCode, seconds },
        'answered',
      )
    })
    const input = inputOf(request.params, request.query, validator.input)
    const shopper = contextOf(request.headers, settings.markets)
    const deadline = startDeadline(budgetMs(request.headers[deadlineHeader], operation.deadlineMs), response)
    try {
      const requestId = request.get('x-request-id') ?? traceId
      const text = await answer(input as never, {
        ...shopper,
        requestId,
        traceparent,
        signal: deadline.signal,
      })
      if (settings.checkOutput()) mustMeetContract(text, validator.output)
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      response.end(text)
    } finally {
      deadline.end()
    }
  }
}

function mustMeetContract(text: string, validate: Validator): void {
  const errors = validate(JSON.parse(text))
  if (errors === null) return
  throw new BanyanError('internal', { cause: new Error(`breaks the contract: ${JSON.stringify(errors)}`) })
}
