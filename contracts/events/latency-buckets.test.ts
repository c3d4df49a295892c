import fc from 'fast-check'
import { bucketOf, bucketSeconds, quantileSeconds } from './latency-buckets.ts'

describe('latency buckets', () => {
  test('what stands for a bucket is within 1 % of what was put in', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1000, noNaN: true }), (seconds) => {
        expect(Math.abs(bucketSeconds(bucketOf(seconds)) - seconds) / seconds).toBeLessThan(0.0101)
      }),
    )
  })

  test('quantiles of 1 to 1000 ms are within 1 %', () => {
    const buckets: Record<string, number> = {}
    for (let ms = 1; ms <= 1000; ms++) {
      const bucket = bucketOf(ms / 1000)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    for (const q of [0.5, 0.95, 0.99]) {
      const exact = (1 + q * 999) / 1000
      expect(Math.abs((quantileSeconds(buckets, q) ?? 0) - exact) / exact).toBeLessThan(0.011)
    }
  })

  test('nothing has no quantile', () => {
    expect(quantileSeconds({}, 0.5)).toBeNull()
  })
})
