// What alerts and dashboard ask of the façade is in what a running façade shows, parent and workers.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { samplesOf } from '../scorecard/stage/metric-samples.ts'
import { type RunningParent, startParent } from '../testing/running-parent.ts'
import { expressionsOf, readDashboard } from './dashboard.ts'
import { metricsIn } from './metric-names.ts'

const { groups } = parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8'))
const rules: readonly { readonly expr: string }[] = groups.flatMap(
  (group: { rules: unknown[] }) => group.rules,
)
const asked = new Set(
  [...expressionsOf(readDashboard()), ...rules.map(({ expr }) => expr)].flatMap(metricsIn),
)

let facade: RunningParent
beforeAll(async () => {
  facade = await startParent({ CACHE_BYTES: '1000000' })
})
afterAll(() => facade.close())

/** Also those of which nothing has happened yet: they have a type, and no sample. */
async function shown(): Promise<ReadonlySet<string>> {
  await (await fetch(`${facade.storefront}/v1/products/laptop`)).text()
  const text = await (await fetch(`${facade.operations}/metrics`)).text()
  const typed = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
  return new Set([...samplesOf(text).names, ...typed])
}

test('every metric that is asked for is shown', async () => {
  const there = await shown()
  const missing = [...asked].filter((name) => name !== 'up' && !there.has(name))
  expect(missing).toEqual([])
  expect(asked.size).toBeGreaterThan(20)
})
