import { BanyanError, type ErrorCode, errorTable } from '#contracts/errors.ts'
import { silentLog } from '#contracts/process/log.ts'
import type { Identified } from '../exchange.ts'
import { failure, type Reply } from '../reply.ts'
import { anAnswer, answering, header, identified } from '../testing/exchanges.ts'
import { problem } from './problem.ts'

const policy = problem(silentLog)

function documentOf({ body }: Reply): unknown {
  return body.kind === 'bytes' ? JSON.parse(Buffer.from(body.bytes).toString()) : body
}

test('a success passes untouched', async () => {
  const answer = anAnswer()
  expect(await policy(identified(), answering<Identified>(answer))).toBe(answer)
})

test.each(Object.keys(errorTable) as ErrorCode[])('%s leaves as a problem document', async (code) => {
  const reply = await policy(identified(), answering<Identified>(failure(new BanyanError(code))))
  expect(reply).toMatchObject({
    status: errorTable[code].status,
    body: { contentType: 'application/problem+json' },
  })
  expect(documentOf(reply)).toMatchObject({ code, status: reply.status, traceId: 'a'.repeat(32) })
})

test('what nobody expected is ours to answer for, and keeps its text inside', async () => {
  const reply = await policy(identified(), () => Promise.reject(new TypeError('secret detail')))
  expect(documentOf(reply)).toEqual({
    type: '/problems/internal',
    title: 'Banyan made a mistake',
    status: 500,
    code: 'internal',
    traceId: 'a'.repeat(32),
  })
})

test('headers of the reply and of the error come along', async () => {
  const error = new BanyanError('method-not-allowed', { headers: { allow: 'GET' } })
  const failed = { ...failure(error), headers: ['set-cookie', 'a=b'] }
  const reply = await policy(identified(), answering<Identified>(failed))
  expect(reply.headers).toEqual(['set-cookie', 'a=b', 'allow', 'GET'])
})

test.each([
  [new BanyanError('circuit-open'), '1'],
  [new BanyanError('unavailable', { retryAfterSeconds: 30 }), '30'],
  [new BanyanError('upstream-failed'), undefined],
])('%s says when to ask again: %s', async (error, seconds) => {
  const reply = await policy(identified(), answering<Identified>(failure(error)))
  expect(header(reply, 'retry-after')).toBe(seconds)
})
