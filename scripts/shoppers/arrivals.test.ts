import { type Arrival, arrivals, createSchedule } from './arrivals.ts'

function first(count: number, seed: number, visitors: number | null): Arrival[] {
  const stream = arrivals(seed, visitors)
  return Array.from({ length: count }, () => stream.next().value)
}

test('the same seed lets the same visitors come in the same order', () => {
  expect(first(500, 7, 100)).toEqual(first(500, 7, 100))
  expect(first(500, 7, 100)).not.toEqual(first(500, 8, 100))
})

test('a visit’s own chance does not depend on the crowd, and no two are alike', () => {
  const seeds = (list: Arrival[]) => list.map((arrival) => arrival.seed)
  expect(seeds(first(500, 7, 100))).toEqual(seeds(first(500, 7, null)))
  expect(new Set(seeds(first(10_000, 7, null))).size).toBe(10_000)
})

test('a crowd comes back, everybody of it', () => {
  expect(new Set(first(2_000, 7, 50).map((arrival) => arrival.visitor)).size).toBe(50)
  expect(new Set(first(2_000, 7, null).map((arrival) => arrival.visitor)).size).toBe(2_000)
})

test('as many are due as were asked for, the first at once', () => {
  const schedule = createSchedule(7, 5)
  expect(schedule.due(0)).toBe(1)
  const due = schedule.due(2_000_000)
  expect(Math.abs(due - 10_000)).toBeLessThan(400)
  expect(schedule.nextAtMs).toBeGreaterThan(2_000_000)
  expect(schedule.due(2_000_000)).toBe(due)
})
