import { BanyanError } from '#contracts/errors.ts'
import type { Handlers, Output } from '#contracts/operations.ts'
import { Deadline } from '../deadline.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { createLegacySide } from './legacy-side.ts'

const product = { slug: 'laptop' } as Output<'getProduct'>

function answeredBy(getProduct: Handlers['getProduct'], deadline = new Deadline(3_000)) {
  const answer = createLegacySide({ getProduct }).call(decided({ deadline }))
  return answer.finally(() => deadline.end())
}

test('the adapter’s handler gets input and context, and its value is the body', async () => {
  const seen: unknown[] = []
  const body = await answeredBy(async (input, context) => {
    seen.push(input, context)
    return product
  })
  expect(body).toEqual({ kind: 'json', value: product })
  expect(seen).toEqual([
    { key: 'laptop', by: 'slug' },
    {
      channel: 'default',
      country: 'US',
      currency: 'USD',
      locale: 'en',
      requestId: 'request-1',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      signal: expect.any(AbortSignal),
    },
  ])
})

test('what the adapter says went wrong is what went wrong', async () => {
  const answer = answeredBy(() => Promise.reject(new BanyanError('not-found')))
  await expect(answer).rejects.toMatchObject({ code: 'not-found' })
})

test.each([
  ['rejects with', () => Promise.reject(new TypeError('x is undefined'))],
  [
    'throws',
    () => {
      throw new TypeError('x is undefined')
    },
  ],
])('an adapter that %s anything else has failed, with its cause', async (_how, handler) => {
  await expect(answeredBy(handler)).rejects.toMatchObject({
    code: 'upstream-failed',
    cause: expect.any(TypeError),
  })
})

test('an adapter that does not honour the signal is left behind', async () => {
  const deadline = new Deadline(3_000)
  const answer = answeredBy(() => new Promise(() => undefined), deadline)
  deadline.over(new BanyanError('shopper-gone'))
  await expect(answer).rejects.toMatchObject({ code: 'shopper-gone' })
})

test('an adapter that honours the signal is not blamed for the abort', async () => {
  const deadline = new Deadline(3_000)
  const answer = answeredBy(
    (_input, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    deadline,
  )
  deadline.over(new BanyanError('deadline-exceeded'))
  await expect(answer).rejects.toMatchObject({ code: 'deadline-exceeded' })
})

test('an operation that the adapter lacks is missing', async () => {
  const answer = createLegacySide({}).call(decided({ operation: anOperation('suggest') }))
  await expect(answer).rejects.toMatchObject({ code: 'capability-missing' })
})
