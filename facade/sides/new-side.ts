import { Pool } from 'undici'
import { contextHeaders } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Capability, Operation, OperationId } from '#contracts/operations.ts'
import type { Decided } from '../exchange.ts'
import { createRetryBudget } from '../front/retry-budget.ts'
import { traceparentOf } from '../trace/trace-context.ts'
import { createWriteTarget, type WriteTarget } from './operation-target.ts'
import { RelayCall } from './relay-call.ts'
import { bodyOf, ConnectionLost, type RelayedAnswer } from './relayed-answer.ts'
import type { Side } from './side.ts'

export type NewSideSettings = {
  /** Base of the services, e.g. `http://127.0.0.1:8200`. */
  readonly url: string
  readonly serviceToken: string
  readonly operations: readonly Operation[]
}

type Route = { readonly pool: Pool; readonly writeTarget: WriteTarget }

const largestAnswerBytes = 10 * 1024 * 1024
/** Per capability, so that a slow one cannot take the connections of the others. */
const connectionsPerCapability = 64

/** The rebuilt services: calls relayed over kept-alive connections, answers handed on as the bytes that they are. */
export function createNewSide({ url, serviceToken, operations }: NewSideSettings): Side {
  const { origin, pathname } = new URL(url)
  const prefix = pathname.replace(/\/$/, '')
  const pools = new Map<Capability, Pool>()
  for (const { capability } of operations) {
    if (!pools.has(capability)) pools.set(capability, createPool(origin))
  }
  const routes = new Map<OperationId, Route>()
  for (const operation of operations) {
    const pool = pools.get(operation.capability)
    if (pool) routes.set(operation.id, { pool, writeTarget: createWriteTarget(operation) })
  }
  const retries = createRetryBudget()
  const authorization = `Bearer ${serviceToken}`

  function ask(exchange: Decided, { pool, writeTarget }: Route): Promise<RelayedAnswer> {
    const call = new RelayCall(exchange.deadline)
    const path = prefix + writeTarget(exchange.input)
    pool.dispatch(
      { method: exchange.operation.method, path, headers: headersOf(exchange, authorization) },
      call,
    )
    return call.answer
  }

  return {
    async call(exchange) {
      const route = routes.get(exchange.operation.id)
      if (route === undefined) throw new BanyanError('capability-missing')
      retries.asked()
      try {
        return bodyOf(await ask(exchange, route))
      } catch (error) {
        if (!(error instanceof ConnectionLost) || !exchange.operation.safe || !retries.take()) throw error
        return bodyOf(await ask(exchange, route))
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

/** The deadline of an exchange bounds every call; undici's own timers would only cost. */
function createPool(origin: string): Pool {
  return new Pool(origin, {
    connections: connectionsPerCapability,
    connectTimeout: 1_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxResponseSize: largestAnswerBytes,
    allowH2: false,
  })
}

function headersOf({ context, requestId, trace, deadline }: Decided, authorization: string): string[] {
  const headers = [
    ...['authorization', authorization, 'accept', 'application/json'],
    ...[contextHeaders.channel, context.channel, contextHeaders.country, context.country],
    ...[contextHeaders.currency, context.currency, contextHeaders.locale, context.locale],
    ...['x-request-id', requestId, 'traceparent', traceparentOf(trace)],
    ...['banyan-deadline-ms', String(Math.floor(deadline.remainingMs))],
  ]
  if (trace.state !== null) headers.push('tracestate', trace.state)
  return headers
}
