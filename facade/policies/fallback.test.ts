import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import { Deadline } from '../deadline.ts'
import type { Decided } from '../exchange.ts'
import { failure } from '../reply.ts'
import { anAnswer, answering, decided } from '../testing/exchanges.ts'
import { fallback, lastResort } from './fallback.ts'

const policy = fallback(() => false)
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

describe('a last resort', () => {
  const open = failed('circuit-open')
  const broken = failed('upstream-failed')
  const sidesOf = (rest: ReturnType<typeof answering<Decided>>) => rest.seen.map((one) => one.decision.side)

  test.each([
    ['circuit-open', 'upstream-failed', 'decided'],
    ['circuit-open', 'not-found', 'decided'],
    ['circuit-open', 'circuit-open', 'decided'],
    ['upstream-failed', 'circuit-open', 'other'],
    ['upstream-failed', 'upstream-failed', null],
    ['deadline-exceeded', 'bulkhead-full', null],
  ] as const)('%s, then %s: %s', (first, second, side) => {
    expect(lastResort(new BanyanError(first), new BanyanError(second))).toBe(side)
  })

  test('is the decided side, when it only rests and the other fails', async () => {
    const woken: string[] = []
    const rest = answering<Decided>(open, broken, anAnswer())
    const waking = fallback((side, capability) => woken.push(`${side} ${capability}`) > 0)
    expect(await waking(decided(), rest)).toMatchObject({ status: 200 })
    expect(sidesOf(rest)).toEqual(['new', 'legacy', 'new'])
    expect(rest.seen[2]?.decision.reason).toBe('percentage')
    expect(woken).toEqual(['new catalog'])
  })

  test('is the other side, when that one only rests', async () => {
    const rest = answering<Decided>(broken, open, anAnswer())
    expect(await fallback(() => true)(decided(), rest)).toMatchObject({ status: 200 })
    expect(sidesOf(rest)).toEqual(['new', 'legacy', 'legacy'])
  })

  test('that fails too changes nothing', async () => {
    const rest = answering<Decided>(open, broken, failed('upstream-unreachable'))
    expect(await fallback(() => true)(decided(), rest)).toMatchObject({ error: { code: 'circuit-open' } })
  })

  test('is not there when the side may not be woken, or there is no time left', async () => {
    const refused = answering<Decided>(open, broken)
    await policy(decided(), refused)
    expect(refused.seen).toHaveLength(2)
    const deadline = new Deadline(1_000)
    deadline.over(new BanyanError('shopper-gone'))
    const late = answering<Decided>(open, failed('shopper-gone'))
    const waking = fallback(() => {
      throw new Error('nobody waits')
    })
    expect(await waking(decided({ deadline }), late)).toMatchObject({ error: { code: 'circuit-open' } })
    expect(late.seen).toHaveLength(2)
  })
})
