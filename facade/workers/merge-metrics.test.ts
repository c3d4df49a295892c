import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { addTotals, bequeathed, labelled, mergeMetrics, ofBanyan } from './merge-metrics.ts'

/** A worker that has counted so much. */
async function worker(count: number, seconds = 0.01) {
  const registers = [new Registry()]
  new Counter({ name: 'banyan_x_total', help: 'x', labelNames: ['side'], registers }).inc(
    { side: 'new' },
    count,
  )
  new Gauge({ name: 'banyan_backlog', help: 'x', registers }).set(count)
  new Gauge({ name: 'banyan_state', help: 'x', registers, aggregator: 'max' }).set(count)
  new Gauge({ name: 'nodejs_lag_seconds', help: 'x', registers, aggregator: 'average' }).set(seconds)
  new Histogram({ name: 'banyan_d_seconds', help: 'x', buckets: [0.1, 1], registers }).observe(seconds)
  return registers[0]?.getMetricsAsJSON() ?? []
}

const text = (...all: Parameters<typeof mergeMetrics>[0]) => mergeMetrics(all).metrics()

test('what is counted adds up, buckets too; a state is the worst one', async () => {
  const merged = await text(await worker(2, 0.05), await worker(3, 0.5))
  expect(merged).toContain('banyan_x_total{side="new"} 5')
  expect(merged).toContain('banyan_backlog 5')
  expect(merged).toContain('banyan_state 3')
  expect(merged).toContain('banyan_d_seconds_bucket{le="0.1"} 1')
  expect(merged).toContain('banyan_d_seconds_bucket{le="1"} 2')
  expect(merged).toContain('banyan_d_seconds_bucket{le="+Inf"} 2')
  expect(merged).toContain('banyan_d_seconds_sum 0.55')
})

test('what a process tells of itself is told per worker: nobody hides in a mean', async () => {
  const merged = await text(labelled(await worker(1, 0.5), '1'), labelled(await worker(1, 0.001), '2'))
  expect(merged).toContain('nodejs_lag_seconds{worker="1"} 0.5')
  expect(merged).toContain('nodejs_lag_seconds{worker="2"} 0.001')
})

test('a worker that has gone leaves its totals, not its states', async () => {
  const left = addTotals(bequeathed(await worker(7)), bequeathed(await worker(1)))
  const merged = await text(ofBanyan(await worker(2)), left)
  expect(merged).toContain('banyan_x_total{side="new"} 10')
  expect(merged).toContain('banyan_d_seconds_count 3')
  expect(merged).toContain('banyan_backlog 2')
  expect(merged).not.toContain('nodejs_')
})

test('nothing is left, and nobody is there: no figures, and no error', async () => {
  expect((await text([], addTotals([], []))).trim()).toBe('')
})
