import { Registry } from 'prom-client'
import { LatencySketch } from './latency-sketch.ts'
import { SketchHistogram } from './sketch-histogram.ts'

async function textOf(...seconds: readonly number[]): Promise<string> {
  const registry = new Registry()
  const latency = new LatencySketch()
  for (const one of seconds) latency.add(one)
  new SketchHistogram({
    name: 'banyan_test_seconds',
    help: 'x',
    labelNames: ['side'],
    registry,
    sketches: () => [{ labels: { side: 'new' }, latency }],
  })
  return registry.metrics()
}

test('the text that Prometheus reads holds cumulative buckets, sum and count', async () => {
  const lines = (await textOf(0.02, 0.2, 30)).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE banyan_test_seconds histogram',
      'banyan_test_seconds_bucket{side="new",le="0.01"} 0',
      'banyan_test_seconds_bucket{side="new",le="0.025"} 1',
      'banyan_test_seconds_bucket{side="new",le="0.25"} 2',
      'banyan_test_seconds_bucket{side="new",le="10"} 2',
      'banyan_test_seconds_bucket{side="new",le="+Inf"} 3',
      'banyan_test_seconds_sum{side="new"} 30.22',
      'banyan_test_seconds_count{side="new"} 3',
    ]),
  )
})
