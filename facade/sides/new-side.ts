import { Pool } from 'undici'
import { contextHeaders } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Capability, Operation, OperationId } from '#contracts/operations.ts'
import { createRetryBudget } from '#contracts/process/retry-budget.ts'
import type { Decided } from '../exchange.ts'
import type { Body } from '../reply.ts'
import { traceparentOf } from '../trace/trace-context.ts'
import { createWriteTarget, type WriteTarget } from './operation-target.ts'
import { relay } from './relay-call.ts'
import type { Side } from './side.ts'

export type NewSideSettings = {
  /** Base of the services, e.g. `http://127.0.0.1:8200`. */
  readonly url: string
  readonly serviceToken: string
  readonly operations: readonly Operation[]
}

type Route = {
  readonly dispatcher: Pool
  readonly writeTarget: WriteTarget
  readonly mayAskAgain: () => boolean
}

const largestAnswerBytes = 10 * 1024 * 1024
/** Per capability, so that a slow one cannot take the connections of the others. */
const connectionsPerCapability = 64

/**
 * The rebuilt services: calls relayed over kept-alive connections, answers handed on as the bytes that they
 * are.
 */
export function createNewSide({ url, serviceToken, operations }: NewSideSettings): Side {
  const { origin, pathname } = new URL(url)
  const prefix = pathname.replace(/\/$/, '')
  const pools = new Map<Capability, Pool>()
  for (const { capability } of operations) {
    if (!pools.has(capability)) pools.set(capability, createPool(origin))
  }
  const retries = createRetryBudget()
  const routes = new Map<OperationId, Route>()
  for (const operation of operations) {
    const dispatcher = pools.get(operation.capability)
    const mayAskAgain = () => operation.safe && retries.take()
    if (dispatcher) {
      routes.set(operation.id, { dispatcher, mayAskAgain, writeTarget: createWriteTarget(operation) })
    }
  }
  const authorization = `Bearer ${serviceToken}`

  function call(exchange: Decided): Promise<Body> {
    const { operation, deadline, input } = exchange
    const route = routes.get(operation.id)
    if (route === undefined) return Promise.reject(new BanyanError('capability-missing'))
    const path = prefix + route.writeTarget(input)
    const options = { method: operation.method, path, headers: headersOf(exchange, authorization) }
    retries.asked()
    return relay({ dispatcher: route.dispatcher, options, deadline, mayAskAgain: route.mayAskAgain })
  }

  return {
    call,
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
