import { Registry } from 'prom-client'
import { LatencySketch } from './latency-sketch.ts'
import { SketchHistogram } from './sketch-histogram.ts'

async function scraped(...seconds: readonly number[]) {
  const registry = new Registry()
  const latency = new LatencySketch()
  for (const one of seconds) latency.add(one)
  new SketchHistogram({
    name: 'duration_seconds',
    help: 'Help',
    labelNames: ['side'],
    registry,
    sketches: () => [{ labels: { side: 'new' }, latency }],
  })
  return registry.metrics()
}

test('Prometheus reads buckets that add up, a sum and a count', async () => {
  const text = await scraped(0.002, 0.02, 0.02, 20)
  expect(text).toContain('# TYPE duration_seconds histogram')
  expect(text).toContain('duration_seconds_bucket{side="new",le="0.001"} 0')
  expect(text).toContain('duration_seconds_bucket{side="new",le="0.0025"} 1')
  expect(text).toContain('duration_seconds_bucket{side="new",le="0.025"} 3')
  expect(text).toContain('duration_seconds_bucket{side="new",le="10"} 3')
  expect(text).toContain('duration_seconds_bucket{side="new",le="+Inf"} 4')
  expect(text).toContain('duration_seconds_count{side="new"} 4')
  expect(Number(/duration_seconds_sum\S+ (\S+)/.exec(text)?.[1])).toBeCloseTo(20.042)
})

test('a duration that is a bound belongs below it', async () => {
  expect(await scraped(0.1)).toContain('duration_seconds_bucket{side="new",le="0.1"} 1')
})
