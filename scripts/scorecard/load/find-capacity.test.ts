import { findCapacity } from './find-capacity.ts'
import type { LoadResult } from './load-order.ts'

const stretch = (due: number, capacity: number): LoadResult => ({
  ...{ due, good: Math.min(due, capacity), byStatus: {}, lost: 0, breaches: [] },
  ...{ p50Ms: 1, p99Ms: due > capacity ? 1_000 : 2, maxMs: 2, refusedP99Ms: 0, refusedBlindly: 0 },
  ...{ p99ByOperation: {}, lateP99Ms: 0, goodBySecond: [] },
})

test('the last rate that was carried is the capacity', async () => {
  const run = async (rate: number) => stretch(rate, 1_000)
  expect(await findCapacity({ run, from: 100, step: 2 })).toBe(800)
})

test('one bad stretch is not believed, two are', async () => {
  const tried: number[] = []
  const run = async (rate: number) => {
    tried.push(rate)
    return stretch(rate, tried.length === 2 ? 0 : 300)
  }
  expect(await findCapacity({ run, from: 100, step: 2 })).toBe(200)
  expect(tried).toEqual([100, 200, 200, 400, 400])
})

test('who carries nothing has none', async () => {
  expect(await findCapacity({ run: async (rate) => stretch(rate, 0), from: 100, step: 2 })).toBe(0)
})
