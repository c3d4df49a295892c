import { Registry } from 'prom-client'
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createSideCallMetrics } from './side-call-metrics.ts'

async function scrapedAfter(...codes: readonly (ErrorCode | null)[]) {
  const registry = new Registry()
  const observe = createSideCallMetrics(registry, silentLog, () => true)
  for (const code of codes) {
    const error = code === null ? null : new BanyanError(code)
    observe({ side: 'new', capability: 'catalog', seconds: 0.01, error })
  }
  return registry.metrics()
}

test('every call is timed, answered or not', async () => {
  expect(await scrapedAfter(null, 'upstream-failed', 'not-found')).toContain(
    'banyan_side_call_duration_seconds_count{side="new",capability="catalog"} 3',
  )
})

test('failures of the side are counted by code; what is the shopper’s is none', async () => {
  const text = await scrapedAfter('upstream-failed', 'upstream-failed', 'not-found', 'shopper-gone')
  expect(text).toContain(
    'banyan_side_failures_total{side="new",capability="catalog",code="upstream-failed"} 2',
  )
  expect(text).not.toContain('not-found')
  expect(text).not.toContain('shopper-gone')
})
