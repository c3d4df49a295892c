import { contextHeaders } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Capability, Operation, OperationId } from '#contracts/operations.ts'
import { ConnectionPool } from '#contracts/process/http-client/connection-pool.ts'
import { writeFields, writeRequestHead } from '#contracts/process/http-client/request-head.ts'
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
  readonly pool: ConnectionPool
  readonly writeTarget: WriteTarget
  readonly mayAskAgain: () => boolean
}

const largestAnswerBytes = 10 * 1024 * 1024
/** Per capability, so that a slow one cannot take the connections of the others. */
const connectionsPerCapability = 64
const mostWaiting = 1_024

/**
 * The rebuilt services: calls relayed over kept-alive connections, answers handed on as the bytes that they
 * are.
 */
export function createNewSide({ url, serviceToken, operations }: NewSideSettings): Side {
  const origin = new URL(url)
  const prefix = origin.pathname.replace(/\/$/, '')
  const pools = new Map<Capability, ConnectionPool>()
  for (const { capability } of operations) {
    if (!pools.has(capability)) pools.set(capability, createPool(origin))
  }
  const retries = createRetryBudget()
  const routes = new Map<OperationId, Route>()
  for (const operation of operations) {
    const pool = pools.get(operation.capability)
    const mayAskAgain = () => operation.safe && retries.take()
    if (pool) routes.set(operation.id, { pool, mayAskAgain, writeTarget: createWriteTarget(operation) })
  }
  const always = writeFields([
    ...['host', origin.host, 'connection', 'keep-alive', 'accept', 'application/json'],
    ...['authorization', `Bearer ${serviceToken}`],
  ])

  function call(exchange: Decided): Promise<Body> {
    const { operation, deadline, input } = exchange
    const route = routes.get(operation.id)
    if (route === undefined) return Promise.reject(new BanyanError('capability-missing'))
    const path = prefix + route.writeTarget(input)
    const head = writeRequestHead(operation.method, path, always + fieldsOf(exchange))
    retries.asked()
    return relay({ pool: route.pool, head, deadline, mayAskAgain: route.mayAskAgain })
  }

  return {
    call,
    close: async () => {
      for (const pool of pools.values()) pool.close()
    },
  }
}

/** No time-out but the exchange's own deadline; what waits is bounded by admission and the bulkhead. */
function createPool(origin: URL): ConnectionPool {
  return new ConnectionPool({
    origin,
    connections: connectionsPerCapability,
    waiting: mostWaiting,
    connectTimeoutMs: 1_000,
    idleMs: 30_000,
    largestAnswerBytes,
  })
}

function fieldsOf({ context, requestId, trace, deadline }: Decided): string {
  const fields = [
    ...[contextHeaders.channel, context.channel, contextHeaders.country, context.country],
    ...[contextHeaders.currency, context.currency, contextHeaders.locale, context.locale],
    ...['x-request-id', requestId, 'traceparent', traceparentOf(trace)],
    ...['banyan-deadline-ms', String(Math.floor(deadline.remainingMs))],
  ]
  if (trace.state !== null) fields.push('tracestate', trace.state)
  return writeFields(fields)
}
