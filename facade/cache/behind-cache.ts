import type { Deadline } from '../deadline.ts'
import type { Decided, Shopper } from '../exchange.ts'
import type { Client } from '../http/client-address.ts'
import type { Trace } from '../trace/trace-context.ts'
import type { Question } from './cache-key.ts'
import type { Shelf } from './shelf.ts'

/** A call whose answer many shoppers may get. */
export type SharedCall = {
  readonly shelf: Shelf
  readonly question: Question
  readonly trace: Trace
}

const nobody: Shopper = { onGone: () => undefined }
const nowhere: Client = { address: '', protocol: 'http', host: '', forwardedFor: '' }

/**
 * The exchange behind the cache: what is not in the key is not in it. Nothing of one shopper can reach what
 * others are answered with; only the ids of his trace go on, for the logs.
 */
export function behindCache(call: SharedCall, deadline: Deadline): Decided {
  const { shelf, question, trace } = call
  return {
    operation: shelf.operation,
    method: shelf.operation.method,
    path: shelf.operation.path,
    pathParameters: {},
    query: '',
    headers: {},
    arrivedAt: performance.now(),
    shopper: nobody,
    client: nowhere,
    // Hex digits: what a client chooses for an id, or for a trace's state, is not for others.
    requestId: trace.traceId,
    trace: { ...trace, state: null },
    deadline,
    customer: null,
    visitor: { id: '', newToken: null, since: null },
    input: question.input,
    context: question.context,
    decision: { side: shelf.side, reason: 'default', flag: null, fallbackSide: null },
  }
}
