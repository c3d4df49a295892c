import { bucketOf, quantileSeconds } from '#contracts/events/latency-buckets.ts'
import { LatencySketch } from './latency-sketch.ts'

test('its buckets are those of the contract', () => {
  const sketch = new LatencySketch()
  for (const seconds of [0.01, 0.01, 2]) sketch.add(seconds)
  expect(sketch.buckets()).toEqual([
    [bucketOf(0.01), 2],
    [bucketOf(2), 1],
  ])
})

test('quantiles from them are within 2 % of the true ones', () => {
  const sketch = new LatencySketch()
  for (let ms = 1; ms <= 1_000; ms++) sketch.add(ms / 1000)
  const buckets = Object.fromEntries(sketch.buckets())
  for (const q of [0.5, 0.95, 0.99]) {
    expect(Math.abs((quantileSeconds(buckets, q) ?? 0) - q)).toBeLessThan(q * 0.02)
  }
})

test.each([0, 1e-9, 599, 10_000, Number.MAX_SAFE_INTEGER])('takes whatever comes: %d s', (seconds) => {
  const sketch = new LatencySketch()
  sketch.add(seconds)
  expect(sketch.buckets()).toEqual([[expect.any(Number), 1]])
})
