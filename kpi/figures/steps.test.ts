import fc from 'fast-check'
import { lastSeconds } from './figures.ts'
import { spans, stepsFor } from './steps.ts'

const now = Date.parse('2026-03-01T12:34:56.789Z')
const last = (seconds: number) => stepsFor(lastSeconds(seconds, now), now)
const iso = (ms: number) => new Date(ms).toISOString()

describe('stepsFor', () => {
  it.each([
    [60, 10, 10],
    [600, 10, 10],
    [900, 20, 10],
    [3_600, 60, 60],
    [6 * 3_600, 600, 600],
    [86_400, 1_800, 600],
    [7 * 86_400, 10_800, 3_600],
    [30 * 86_400, 43_200, 21_600],
    [365 * 86_400, 7 * 86_400, 21_600],
  ])('shows the last %i s in steps of %i s out of windows of %i s', (seconds, stepSeconds, spanSeconds) => {
    expect(last(seconds)).toMatchObject({ stepSeconds, spanSeconds })
  })

  it('takes longer windows for a short period of which the short windows are gone', () => {
    const since = now - 3 * 86_400_000
    expect(stepsFor({ since: iso(since), until: iso(since + 60_000) }, now).spanSeconds).toBe(60)
  })

  it('widens a period to whole steps', () => {
    const { sinceMs, untilMs } = last(600)
    expect([iso(sinceMs), iso(untilMs)]).toEqual(['2026-03-01T12:24:50.000Z', '2026-03-01T12:35:00.000Z'])
  })

  it.each([
    ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['yesterday', '2026-03-01T00:00:00Z'],
    ['2026-03-01T00:00:00Z', ''],
  ])('refuses a period that is none: %s to %s', (since, until) => {
    expect(() => stepsFor({ since, until }, now)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })

  it('covers every period with at most 61 points, out of windows that make up whole steps', () => {
    const second = fc.integer({ min: 1, max: 4 * 365 * 86_400 })
    fc.assert(
      fc.property(second, second, (ago, length) => {
        const since = now - ago * 1_000
        const until = since + length * 1_000
        const steps = stepsFor({ since: iso(since), until: iso(until) }, now)
        const points = (steps.untilMs - steps.sinceMs) / 1_000 / steps.stepSeconds
        expect(steps.sinceMs).toBeLessThanOrEqual(since)
        expect(steps.untilMs).toBeGreaterThanOrEqual(until)
        expect(points).toBeLessThanOrEqual(61)
        expect(steps.stepSeconds % steps.spanSeconds).toBe(0)
        const kept = spans.find((span) => span.seconds === steps.spanSeconds)?.keepSeconds ?? 0
        expect(kept).toBeGreaterThanOrEqual(ago)
      }),
    )
  })
})

describe('the lengths of windows', () => {
  it('are multiples of each other, and longer ones are kept longer', () => {
    for (const [i, span] of spans.slice(1).entries()) {
      expect(span.seconds % (spans[i]?.seconds ?? 0)).toBe(0)
      expect(span.keepSeconds).toBeGreaterThan(spans[i]?.keepSeconds ?? 0)
    }
  })
})
