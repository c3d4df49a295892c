import type { CallContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Handlers } from '#contracts/operations.ts'
import type { Decided, OperationInput } from '../exchange.ts'
import { traceparentOf } from '../trace/trace-context.ts'
import type { Side } from './side.ts'

type AnyHandler = (input: OperationInput, context: CallContext) => Promise<unknown>

/** The bought suite, through its adapter's handlers. Holds them to their deadline, whether or not they do. */
export function createLegacySide(handlers: Partial<Handlers>): Side {
  const handlerOf = new Map(Object.entries(handlers) as [string, AnyHandler][])

  return {
    async call(exchange) {
      const handler = handlerOf.get(exchange.operation.id)
      if (handler === undefined) throw new BanyanError('capability-missing')
      try {
        const answer = handler(exchange.input, callContext(exchange))
        return { kind: 'json', value: await exchange.deadline.race(answer) }
      } catch (thrown) {
        throw exchange.deadline.error ?? sideFailure(thrown)
      }
    },
    close: async () => undefined,
  }
}

function callContext({ context, requestId, trace, deadline }: Decided): CallContext {
  return {
    channel: context.channel,
    country: context.country,
    currency: context.currency,
    locale: context.locale,
    requestId,
    traceparent: traceparentOf(trace),
    signal: deadline.signal,
  }
}

/**
 * An adapter that throws anything else stumbled over the suite's answer: the suite's failure, told with its
 * cause.
 */
function sideFailure(thrown: unknown): BanyanError {
  return thrown instanceof BanyanError ? thrown : new BanyanError('upstream-failed', { cause: thrown })
}
