// What the conformance suites talk to: anything that answers operations, be it an adapter or a service
// behind HTTP.
import type { CallContext, ShopperContext } from '../call-context.ts'
import { asBanyanError, problemOf } from '../errors.ts'
import { type Handlers, type OperationId, operationById } from '../operations.ts'

/** An operation's path and query parameters as plain values, complete: defaults are filled in. */
export type Parameters = { readonly [name: string]: unknown }

export type Reply = { readonly status: number; readonly body: unknown }

/** One implementation under test. `call` resolves for errors too: with the problem's status and document. */
export type Subject = {
  call(operationId: OperationId, input: Parameters, context: ShopperContext): Promise<Reply>
  close(): Promise<void>
}

/** Makes the subject once for a whole suite, filled with the catalogue that the facts speak of. */
export type CreateSubject = () => Promise<Subject>

/** The subject of an adapter: its handlers called in this process. */
export function subjectOfHandlers(handlers: Partial<Handlers>, close: () => Promise<void>): Subject {
  return {
    close,
    async call(operationId, input, context) {
      const handler = handlers[operationId] as ((i: unknown, c: CallContext) => Promise<unknown>) | undefined
      if (handler === undefined) throw new Error(`${operationId} is not there`)
      try {
        return { status: 200, body: await handler(input, callContextOf(context)) }
      } catch (thrown) {
        const error = asBanyanError(thrown)
        if (error.code === 'internal') throw error.cause
        return { status: error.status, body: problemOf(error, '0'.repeat(32)) }
      }
    },
  }
}

/** A call context for tests, with time enough. */
export function callContextOf(context: ShopperContext, signal = AbortSignal.timeout(30_000)): CallContext {
  return {
    ...context,
    requestId: 'conformance',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    signal,
  }
}

/**
 * Method and target of a call over HTTP, for subjects that are reached that way; the context is not in it.
 */
export function requestTarget(
  operationId: OperationId,
  input: Parameters,
): { method: string; target: string } {
  const operation = operationById.get(operationId)
  if (operation === undefined) throw new Error(`${operationId} is not in the contract`)
  let path = operation.path
  const query = new URLSearchParams()
  for (const { name, in: place } of operation.parameters) {
    const values = [input[name] ?? []].flat().map(String)
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(values.join()))
    else for (const value of values) query.append(name, value)
  }
  return { method: operation.method, target: query.size === 0 ? path : `${path}?${query}` }
}
