import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import { Deadline } from '../deadline.ts'
import type { Decided } from '../exchange.ts'
import { failure } from '../reply.ts'
import { anAnswer, answering, decided } from '../testing/exchanges.ts'
import { fallback } from './fallback.ts'

const policy = fallback()
const failed = (code: ErrorCode) => failure(new BanyanError(code), decided().decision)
const withoutFallback = { decision: { ...decided().decision, fallbackSide: null } }

test.each([
  'upstream-unreachable',
  'upstream-failed',
  'upstream-contract-violation',
  'circuit-open',
  'deadline-exceeded',
] as const)('%s of the decided side: the other side answers', async (code) => {
  const rest = answering<Decided>(failed(code), anAnswer())
  expect(await policy(decided(), rest)).toMatchObject({ status: 200 })
  expect(rest.seen.map(({ decision }) => [decision.side, decision.reason])).toEqual([
    ['new', 'percentage'],
    ['legacy', 'fallback'],
  ])
})

test.each(['not-found', 'invalid-request', 'shopper-gone', 'internal'] as const)(
  '%s is no reason to ask the other side',
  async (code) => {
    const rest = answering<Decided>(failed(code))
    expect(await policy(decided(), rest)).toMatchObject({ error: { code } })
    expect(rest.seen).toHaveLength(1)
  },
)

test('where nobody may make good the failure stays', async () => {
  const rest = answering<Decided>(failed('upstream-failed'))
  expect(await policy(decided(withoutFallback), rest)).toMatchObject({ error: { code: 'upstream-failed' } })
  expect(rest.seen).toHaveLength(1)
})

test.each(['not-found', 'upstream-failed', 'circuit-open'] as const)(
  'when the other side answers %s, the first failure stays',
  async (code) => {
    const rest = answering<Decided>(failed('upstream-unreachable'), failed(code))
    expect(await policy(decided(), rest)).toMatchObject({ error: { code: 'upstream-unreachable' } })
  },
)

test('the first side gets a share of the deadline, the other one what is left', async () => {
  const deadline = new Deadline(1_000)
  const rest = answering<Decided>(failed('upstream-failed'), anAnswer())
  await policy(decided({ deadline }), rest)
  const [first, second] = rest.seen
  expect(first?.deadline.endsAt).toBeLessThan(deadline.endsAt - 300)
  expect(second?.deadline).toBe(deadline)
})

test('without a fallback the decided side gets the whole deadline', async () => {
  const deadline = new Deadline(1_000)
  const rest = answering<Decided>(anAnswer())
  await policy(decided({ deadline, ...withoutFallback }), rest)
  expect(rest.seen[0]?.deadline).toBe(deadline)
})
