import { jest } from '@jest/globals'
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import { Deadline } from '../deadline.ts'
import type { Body } from '../reply.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { BreakerSide, type BreakerState } from './breaker-side.ts'

const body: Body = { kind: 'json', value: 1 }
const restMs = 1_000

/** A side behind a breaker that answers, or fails with a code, as it is told. */
function guarded() {
  const changes: string[] = []
  const state = { answer: null as ErrorCode | null, calls: 0, stalled: false }
  const side = {
    call: () => {
      state.calls += 1
      return state.answer === null ? Promise.resolve(body) : Promise.reject(new BanyanError(state.answer))
    },
    close: async () => undefined,
  }
  const breaker = new BreakerSide(side, {
    capabilities: ['catalog', 'search'],
    restMs,
    stalledSince: () => state.stalled,
    onChange: (capability, to: BreakerState) => changes.push(`${capability} ${to}`),
  })
  const call = async (times = 1, exchange = decided()) => {
    const codes: string[] = []
    for (let index = 0; index < times; index++) {
      await breaker.call(exchange).then(
        () => codes.push('ok'),
        (error: BanyanError) => codes.push(error.code),
      )
    }
    return codes
  }
  return { breaker, state, call, changes }
}

let one: ReturnType<typeof guarded>
beforeEach(() => {
  jest.useFakeTimers()
  one = guarded()
})
afterEach(async () => {
  await one.breaker.close()
  jest.useRealTimers()
})

test('a healthy side is just called', async () => {
  expect(await one.call(100)).toEqual(Array(100).fill('ok'))
  expect(one.breaker.state('catalog')).toBe('closed')
})

test.each([
  'upstream-unreachable',
  'upstream-failed',
  'upstream-contract-violation',
  'deadline-exceeded',
] as const)('after five times %s in a row the side rests: calls fail at once', async (code) => {
  one.state.answer = code
  expect(await one.call(5)).toEqual(Array(5).fill(code))
  expect(await one.call(3)).toEqual(Array(3).fill('circuit-open'))
  expect(one.state.calls).toBe(5)
  expect(one.changes).toEqual(['catalog open'])
})

test('a side that fails more than half of many calls rests too', async () => {
  for (let round = 0; round < 12; round++) {
    one.state.answer = null
    await one.call()
    one.state.answer = 'upstream-failed'
    await one.call(2)
  }
  expect(one.breaker.state('catalog')).toBe('open')
})

test('a side that fails now and then goes on', async () => {
  for (let round = 0; round < 50; round++) {
    one.state.answer = null
    await one.call(3)
    one.state.answer = 'upstream-failed'
    await one.call()
  }
  expect(one.breaker.state('catalog')).toBe('closed')
})

test.each(['not-found', 'invalid-request', 'shopper-gone', 'internal'] as const)(
  '%s does not count against the side',
  async (code) => {
    one.state.answer = code
    expect(await one.call(100)).toEqual(Array(100).fill(code))
    expect(one.breaker.state('catalog')).toBe('closed')
  },
)

test('a deadline that we noticed late does not count: our own loop stood still', async () => {
  one.state.answer = 'deadline-exceeded'
  const exchange = decided({ deadline: new Deadline(100) })
  jest.advanceTimersByTime(5_100)
  await one.call(10, exchange)
  expect(one.breaker.state('catalog')).toBe('closed')
})

test.each(['deadline-exceeded', 'upstream-failed', 'upstream-unreachable'] as const)(
  '%s while our own process stood still does not count',
  async (code) => {
    one.state.answer = code
    one.state.stalled = true
    await one.call(100)
    expect(one.breaker.state('catalog')).toBe('closed')
    one.state.stalled = false
    await one.call(5)
    expect(one.breaker.state('catalog')).toBe('open')
  },
)

test('a trial that our own stall disturbed has not shown that the side is back', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  jest.advanceTimersByTime(restMs)
  one.state.stalled = true
  await one.call()
  expect(one.breaker.state('catalog')).toBe('open')
})

test('one capability’s rest leaves the others alone', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  one.state.answer = null
  expect(await one.call(1, decided({ operation: anOperation('suggest') }))).toEqual(['ok'])
  expect(one.breaker.state('search')).toBe('closed')
})

test('after its rest the side is tried with one call, and is back when that one is answered', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  jest.advanceTimersByTime(restMs)
  expect(one.breaker.state('catalog')).toBe('half-open')
  one.state.answer = null
  expect(await one.call(3)).toEqual(['ok', 'ok', 'ok'])
  expect(one.changes).toEqual(['catalog open', 'catalog half-open', 'catalog closed'])
})

test('while the trial runs, others are not let through', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  jest.advanceTimersByTime(restMs)
  const both = await Promise.all([one.call(), one.call()])
  expect(both.flat().sort()).toEqual(['circuit-open', 'upstream-failed'])
})

test('a failed trial means another rest: at most one trial per rest', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  for (let trial = 1; trial <= 3; trial++) {
    jest.advanceTimersByTime(restMs)
    await one.call(10)
    expect(one.state.calls).toBe(5 + trial)
  }
})

test('a trial whose shopper left has shown nothing', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  jest.advanceTimersByTime(restMs)
  one.state.answer = 'shopper-gone'
  await one.call()
  expect(one.breaker.state('catalog')).toBe('open')
})

test('who is turned away is told when to come again', async () => {
  one.state.answer = 'upstream-failed'
  await one.call(5)
  await expect(one.breaker.call(decided())).rejects.toMatchObject({ retryAfterSeconds: 1 })
})

describe('waking', () => {
  const open = async () => {
    one.state.answer = 'upstream-failed'
    await one.call(5)
  }

  test('a side that rests lets one call through, and is back when that one is answered', async () => {
    await open()
    one.state.answer = null
    expect(one.breaker.wake('catalog')).toBe(true)
    expect(await one.call(2)).toEqual(['ok', 'ok'])
    expect(one.breaker.state('catalog')).toBe('closed')
  })

  test('a side that still fails goes on resting, and is tried no more than once per rest', async () => {
    await open()
    expect(one.breaker.wake('catalog')).toBe(true)
    expect(await one.call(3)).toEqual(['upstream-failed', 'circuit-open', 'circuit-open'])
    expect(one.breaker.wake('catalog')).toBe(false)
    jest.advanceTimersByTime(restMs - 1)
    expect(one.breaker.wake('catalog')).toBe(false)
    expect(one.state.calls).toBe(6)
  })

  test('a side that does not rest, or is being tried, is not woken', async () => {
    expect(one.breaker.wake('catalog')).toBe(false)
    await open()
    jest.advanceTimersByTime(restMs)
    expect(one.breaker.state('catalog')).toBe('half-open')
    expect(one.breaker.wake('catalog')).toBe(false)
  })

  test('one capability does not wake another', async () => {
    await open()
    expect(one.breaker.wake('search')).toBe(false)
    expect(one.breaker.wake('catalog')).toBe(true)
    expect(await one.call(1, decided({ operation: anOperation('suggest') }))).toEqual(['upstream-failed'])
    expect(await one.call(1)).toEqual(['upstream-failed'])
  })
})
