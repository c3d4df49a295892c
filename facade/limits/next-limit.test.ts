import { type LimitRule, nextLimit } from './next-limit.ts'

const rule: LimitRule = { least: 8, most: 256, backOff: 0.75 }

test.each([
  ['late: it gives way', 100, { late: true, reached: true }, 75],
  ['late, though not reached: it gives way too', 100, { late: true, reached: false }, 75],
  ['late at the least: it stays', 8, { late: true, reached: true }, 8],
  ['in time and reached: it grows by its root', 100, { late: false, reached: true }, 110],
  ['in time at the most: it stays', 256, { late: false, reached: true }, 256],
  ['in time and never reached: nothing was learnt', 100, { late: false, reached: false }, 100],
])('%s', (_rule, limit, window, next) => {
  expect(nextLimit(limit, window, rule)).toBe(next)
})

/** A side that does `perSecond` calls: by Little's law a call takes as long as those before it need. */
function latencyMs(inFlight: number, perSecond: number, aloneMs: number): number {
  return Math.max(aloneMs, (inFlight / perSecond) * 1000)
}

/** The limits of so many windows while everybody wants more than there is. */
function run(start: number, windows: number, perSecond: number, lateMs: number): number[] {
  const limits = [start]
  for (let window = 0; window < windows; window++) {
    const limit = limits.at(-1) ?? start
    const late = latencyMs(limit, perSecond, 20) > lateMs
    limits.push(nextLimit(limit, { late, reached: true }, rule))
  }
  return limits
}

test('it settles round what can be answered in time, whatever it started from', () => {
  for (const start of [8, 60, 256]) {
    const settled = run(start, 100, 100, 1_000).slice(-40)
    expect(Math.max(...settled)).toBeLessThanOrEqual(110)
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(70)
  }
})

test('a side that gets ten times slower is given a tenth within a dozen windows', () => {
  const limits = run(100, 12, 10, 1_000)
  expect(limits.at(-1)).toBeLessThanOrEqual(12)
})

test('a side that is itself again has its old room within two dozen windows', () => {
  expect(run(8, 24, 10_000, 1_000).at(-1)).toBeGreaterThanOrEqual(200)
})
