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
  readonly requestId: string
  readonly trace: Trace
}

const nobody: Shopper = { onGone: () => undefined }
const nowhere: Client = { address: '', protocol: 'http', host: '', forwardedFor: '' }

/**
 * The exchange behind the cache: what is not in the key is not in it. No header, cookie, visitor, query or
 * path of one shopper can reach what others are answered with; only his request id and trace go on, for the
 * logs.
 */
export function behindCache(call: SharedCall, deadline: Deadline): Decided {
  const { shelf, question, requestId, trace } = call
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
    ...{ requestId, trace, deadline },
    customer: null,
    visitor: { id: '', newToken: null, since: null },
    input: question.input,
    context: question.context,
    decision: { side: shelf.side, reason: 'default', flag: null, fallbackSide: null },
  }
}
