import { Registry } from 'prom-client'
import { createMemoryFlagSource } from '#flags/flag-source.memory.ts'
import { createMemoryEventSink } from '../events/event-sink.ts'
import { ExposedSplit } from './exposed-split.ts'
import { exposeFlags } from './flag-metrics.ts'

test('says where the flags come from, whether the server answers, and what is set', async () => {
  const registry = new Registry()
  const flags = createMemoryFlagSource()
  exposeFlags(registry, flags, new ExposedSplit(createMemoryEventSink()))
  flags.set('catalog', { percent: 25 })
  const live = await registry.metrics()
  expect(live).toContain('banyan_flag_origin{origin="live"} 1')
  expect(live).toContain('banyan_flag_connected 1')
  expect(live).toContain('banyan_split_percent{journey="catalog",kind="set"} 25')
  expect(live).not.toContain('kind="actual"')

  flags.setStatus({ origin: 'last-known-good', connected: false, lastSeenAt: null })
  flags.remove('catalog')
  const away = await registry.metrics()
  expect(away).toContain('banyan_flag_origin{origin="live"} 0')
  expect(away).toContain('banyan_flag_origin{origin="last-known-good"} 1')
  expect(away).toContain('banyan_flag_connected 0')
  expect(away).not.toContain('journey="catalog"')
  await flags.close()
})
