import type { IncomingHttpHeaders } from 'node:http'
import type { Identified } from '../exchange.ts'
import { createRandom } from '../random.ts'
import { answering, arrived, header } from '../testing/exchanges.ts'
import { identify } from './identify.ts'

const policy = identify(createRandom())

async function identifiedAs(headers: IncomingHttpHeaders) {
  const rest = answering<Identified>()
  const reply = await policy(arrived({ headers }), rest)
  return { ...(rest.seen[0] as Identified), answered: header(reply, 'x-request-id') }
}

test('every request gets an id of its own, and the shopper is told', async () => {
  const [one, other] = [await identifiedAs({}), await identifiedAs({})]
  expect(one.requestId).toMatch(/^[0-9a-f]{32}$/)
  expect(one.requestId).not.toBe(other.requestId)
  expect(one.answered).toBe(one.requestId)
})

test('a trace that begins here has the request’s id, so that there is one id to quote', async () => {
  const { trace, requestId } = await identifiedAs({})
  expect(trace).toMatchObject({ traceId: requestId, flags: '01', state: null })
})

test('a trace is continued with a span of our own', async () => {
  const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`
  const { trace, requestId } = await identifiedAs({ traceparent, tracestate: 'vendor=1' })
  expect(trace).toMatchObject({ traceId: '1'.repeat(32), flags: '00', state: 'vendor=1' })
  expect(trace.spanId).not.toBe('2'.repeat(16))
  expect(requestId).not.toBe(trace.traceId)
})

test.each([
  'garbage',
  `00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`,
  `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`,
  `ff-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
  `00-${'G'.repeat(32)}-${'2'.repeat(16)}-01`,
])('a malformed trace is as if it had not been sent: %s', async (traceparent) => {
  const { trace, requestId } = await identifiedAs({ traceparent, tracestate: 'vendor=1' })
  expect(trace).toMatchObject({ traceId: requestId, state: null })
})

test('a caller’s own request id is kept', async () => {
  expect(await identifiedAs({ 'x-request-id': 'order-4711.a_b' })).toMatchObject({
    requestId: 'order-4711.a_b',
    answered: 'order-4711.a_b',
  })
})

test.each(['short', 'a'.repeat(65), 'with space inside', 'quote"quote', '\u001b[31mred-alert'])(
  'a request id that could do harm is replaced: %j',
  async (given) => {
    expect((await identifiedAs({ 'x-request-id': given })).requestId).toMatch(/^[0-9a-f]{32}$/)
  },
)
