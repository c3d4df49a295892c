import { type Arrival, arrivals } from './arrivals.ts'

function first(count: number, ...how: Parameters<typeof arrivals>): Arrival[] {
  const stream = arrivals(...how)
  return Array.from({ length: count }, () => stream.next().value)
}

test('the same seed lets the same visits come at the same times', () => {
  expect(first(500, 7, 2, 100)).toEqual(first(500, 7, 2, 100))
  expect(first(500, 7, 2, 100)).not.toEqual(first(500, 8, 2, 100))
})

test('a visit’s own chance depends on neither rate nor crowd', () => {
  const seeds = (list: Arrival[]) => list.map((arrival) => arrival.seed)
  expect(seeds(first(500, 7, 2, 100))).toEqual(seeds(first(500, 7, 50, null)))
  expect(new Set(seeds(first(10_000, 7, 2, null))).size).toBe(10_000)
})

test('as many come as were asked for', () => {
  const last = first(10_000, 7, 5, null).at(-1)
  expect(last?.atMs).toBeGreaterThan(2_000_000 * 0.95)
  expect(last?.atMs).toBeLessThan(2_000_000 * 1.05)
})

test('a crowd comes back, everybody of it', () => {
  expect(new Set(first(2_000, 7, 5, 50).map((arrival) => arrival.visitor)).size).toBe(50)
  expect(new Set(first(2_000, 7, 5, null).map((arrival) => arrival.visitor)).size).toBe(2_000)
})
