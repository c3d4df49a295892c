import { OwnStalls } from './own-stalls.ts'

/** Ticks every 100 ms up to a time, but for a stop. */
function watched(until: number, stop?: { from: number; to: number }): OwnStalls {
  const stalls = new OwnStalls(0)
  for (let now = 100; now <= until; now += 100) {
    if (stop === undefined || now <= stop.from || now >= stop.to) stalls.tick(now)
  }
  return stalls
}

test('a loop that turns has not stalled', () => {
  expect(watched(60_000).since(0)).toBe(false)
})

test('a loop that is a little late has not stalled', () => {
  expect(watched(10_000, { from: 1_000, to: 1_500 }).since(0)).toBe(false)
})

test('whatever was under way while nothing ran is known, and what began right after', () => {
  const stalls = watched(10_000, { from: 1_000, to: 6_000 })
  expect([stalls.since(500), stalls.since(5_999), stalls.since(6_400), stalls.since(6_600)]).toEqual([
    true,
    true,
    true,
    false,
  ])
})
