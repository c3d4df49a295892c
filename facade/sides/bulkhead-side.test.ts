import { jest } from '@jest/globals'
import { BanyanError } from '#contracts/errors.ts'
import type { Body } from '../reply.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { BulkheadSide } from './bulkhead-side.ts'
import { sideFailures } from './side.ts'

const body: Body = { kind: 'json', value: 1 }
const getProduct = decided()
const suggest = decided({ operation: anOperation('suggest') })

/** A bulkhead before a side whose calls end when the test says so. */
function bulkhead(most: number) {
  const running: PromiseWithResolvers<Body>[] = []
  const side = {
    call: () => {
      const call = Promise.withResolvers<Body>()
      running.push(call)
      return call.promise
    },
    close: async () => undefined,
  }
  const full = new BulkheadSide(side, { capabilities: ['catalog', 'search'], most })
  return { full, running }
}

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

test('so many calls at once and no more; who finds no room is told at once', async () => {
  const { full, running } = bulkhead(2)
  const calls = [full.call(getProduct), full.call(getProduct)]
  await expect(full.call(getProduct)).rejects.toMatchObject({ code: 'bulkhead-full', retryAfterSeconds: 1 })
  expect(running).toHaveLength(2)
  for (const call of running) call.resolve(body)
  await Promise.all(calls)
  expect(full.room('catalog').inFlight).toBe(0)
})

test('the other side may make it good', () => {
  expect(sideFailures.has('bulkhead-full')).toBe(true)
})

test('a full capability leaves the others alone', async () => {
  const { full, running } = bulkhead(1)
  void full.call(getProduct)
  const other = full.call(suggest)
  running[1]?.resolve(body)
  await expect(other).resolves.toBe(body)
})

test('a call that failed gives its room back', async () => {
  const { full, running } = bulkhead(1)
  const failed = full.call(getProduct)
  running[0]?.reject(new BanyanError('upstream-failed'))
  await expect(failed).rejects.toMatchObject({ code: 'upstream-failed' })
  void full.call(getProduct)
  expect(running).toHaveLength(2)
})

/** Windows of calls that each take so long, as many at once as are let in. */
async function windows(count: number, tookMs: number, { full, running }: ReturnType<typeof bulkhead>) {
  for (let window = 0; window < count; window++) {
    const room = full.room('catalog').limit
    const calls = Array.from({ length: room + 1 }, () => full.call(getProduct).catch(() => null))
    jest.advanceTimersByTime(tookMs)
    for (const call of running.splice(0)) call.resolve(body)
    await Promise.all(calls)
  }
}

test('the room shrinks while answers come late, and grows again when they do not', async () => {
  const one = bulkhead(100)
  await windows(20, 1_500, one)
  expect(one.full.room('catalog').limit).toBe(8)
  await windows(40, 300, one)
  expect(one.full.room('catalog').limit).toBe(100)
})

test('answers in time leave the room as it is', async () => {
  const one = bulkhead(50)
  await windows(20, 300, one)
  expect(one.full.room('catalog').limit).toBe(50)
})
