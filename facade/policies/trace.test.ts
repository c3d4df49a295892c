import { BanyanError } from '#contracts/errors.ts'
import type { Identified } from '../exchange.ts'
import { passOn } from '../policy.ts'
import { failure } from '../reply.ts'
import { answering, decided, identified } from '../testing/exchanges.ts'
import type { Trace } from '../trace/trace-context.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { traceCall, traceRequest } from './trace.ts'

type Ended = { readonly name: string; readonly facts: object; readonly errorCode: string | null }

function recorded(): Tracing & { readonly ended: Ended[]; readonly parents: (string | undefined)[] } {
  const ended: Ended[] = []
  const parents: (string | undefined)[] = []
  const begin = (name: string, trace: Trace) => ({
    trace: { ...trace, spanId: 'c'.repeat(16) },
    end: (facts: object, errorCode: string | null) => void ended.push({ name, facts, errorCode }),
  })
  return {
    ...{ ended, parents },
    request: (name, trace, parent) => {
      parents.push(parent)
      return begin(name, trace)
    },
    call: begin,
    close: async () => undefined,
  }
}

test('off, they are not in the path at all', () => {
  expect(traceRequest(null)).toBe(passOn)
  expect(traceCall(null)).toBe(passOn)
})

test('a request is a span with what was decided and answered, and parent of what is behind it', async () => {
  const tracing = recorded()
  const rest = answering<Identified>()
  const traceparent = `00-${'a'.repeat(32)}-${'d'.repeat(16)}-01`
  await traceRequest(tracing)(identified({ headers: { traceparent } }), rest)
  expect(rest.seen[0]?.trace.spanId).toBe('c'.repeat(16))
  expect(tracing.parents).toEqual([traceparent])
  expect(tracing.ended).toEqual([
    {
      name: 'getProduct',
      facts: expect.objectContaining({
        'http.response.status_code': 200,
        'banyan.side': 'new',
        'banyan.reason': 'percentage',
      }),
      errorCode: null,
    },
  ])
})

test('a call to a side is a span of its own; a failed one says why', async () => {
  const tracing = recorded()
  const rest = answering(failure(new BanyanError('upstream-failed')))
  const reply = await traceCall(tracing)(decided(), rest)
  expect(reply.status).toBe(502)
  expect(tracing.ended).toMatchObject([{ name: 'new getProduct', errorCode: 'upstream-failed' }])
})
