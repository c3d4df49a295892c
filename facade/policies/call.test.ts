import { BanyanError } from '#contracts/errors.ts'
import type { SideCall } from '../metrics/side-call-metrics.ts'
import type { Body } from '../reply.ts'
import { answering, decided } from '../testing/exchanges.ts'
import { call } from './call.ts'

const body: Body = { kind: 'json', value: 1 }
const never = answering<unknown>()

async function called(answer: () => Promise<Body>) {
  const calls: SideCall[] = []
  const side = { call: answer, close: async () => undefined }
  const unused = { call: () => Promise.reject(new Error('the other side')), close: async () => undefined }
  const reply = await call({ new: side, legacy: unused }, (one) => calls.push(one))(decided(), never)
  return { reply, calls }
}

test('the decided side answers, and the reply says so', async () => {
  const { reply, calls } = await called(async () => body)
  expect(reply).toMatchObject({ status: 200, body, decision: { side: 'new' }, error: null })
  expect(calls).toEqual([{ side: 'new', capability: 'catalog', seconds: expect.any(Number), error: null }])
})

test('a failing side is a failed reply that says who was asked', async () => {
  const error = new BanyanError('upstream-failed')
  const { reply, calls } = await called(() => Promise.reject(error))
  expect(reply).toMatchObject({ status: 502, decision: { side: 'new' }, error })
  expect(calls).toEqual([expect.objectContaining({ error })])
})

test('a side that breaks its promise is our mistake', async () => {
  const { reply } = await called(() => Promise.reject(new TypeError('oops')))
  expect(reply).toMatchObject({ status: 500, error: { code: 'internal' } })
})
