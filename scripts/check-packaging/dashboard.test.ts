import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readComposeFile } from './compose-file.ts'
import { expressionsOf, type Panel, readDashboard } from './dashboard.ts'
import { metricsIn, registeredMetrics } from './metric-names.ts'

const dashboard = readDashboard()
const compose = readComposeFile()
const drawn = dashboard.panels.filter((panel) => panel.type !== 'row')
const known = registeredMetrics()

function yaml(path: string) {
  return parse(readFileSync(path, 'utf8'))
}

const alerts: readonly { readonly alert: string; readonly expr: string }[] = yaml(
  'deploy/prometheus/alerts.yml',
).groups.flatMap((group: { rules: unknown[] }) => group.rules)

test.each(drawn.map((panel) => [panel.title, panel] as const))(
  '%s asks for metrics that the code has',
  (_title, panel) => {
    const asked = (panel.targets ?? []).flatMap((target) => metricsIn(target.expr))
    expect(asked).not.toEqual([])
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  },
)

test.each(alerts.map(({ alert, expr }) => [alert, expr] as const))(
  'alert %s asks for metrics that the code has',
  (_alert, expression) => {
    const asked = metricsIn(expression)
    expect(asked).not.toEqual([])
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  },
)

test('a name that no code registers is found', () => {
  expect(
    metricsIn('sum(rate(banyan_nothing_total{side="up"}[1m])) / up').filter((n) => !known.has(n)),
  ).toEqual(['banyan_nothing_total'])
})

test('legacy is on the left, and new is its mirror on the right', () => {
  const left = drawn.filter((panel) => panel.title.endsWith(' · legacy'))
  const right = drawn.filter((panel) => panel.title.endsWith(' · new'))
  expect(left.length).toBeGreaterThan(5)
  expect(right.map(mirrored)).toEqual(left.map(({ id: _id, ...panel }) => panel))
})

/** A panel of the right column as its twin on the left would be. */
function mirrored({ id: _id, ...panel }: Panel): Omit<Panel, 'id'> {
  const text = JSON.stringify(panel)
    .replaceAll(' · new', ' · legacy')
    .replaceAll('side=\\"new\\"', 'side=\\"legacy\\"')
  const twin = JSON.parse(text) as Panel
  return { ...twin, gridPos: { ...twin.gridPos, x: twin.gridPos.x - 12 } }
}

test('rate comes first, then errors, then durations', () => {
  const order = drawn
    .filter((p) => p.title.endsWith(' · legacy'))
    .map((p) => p.title.replace(' · legacy', ''))
  expect(order.slice(0, 5)).toEqual(['Requests', 'Errors', 'p50', 'p95', 'p99'])
})

test('no two panels lie on each other', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)}:${y + Math.floor(i / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  expect(new Set(dashboard.panels.map((panel) => panel.id)).size).toBe(dashboard.panels.length)
})

test('every panel says what it shows', () => {
  expect(drawn.filter((panel) => !panel.description).map((panel) => panel.title)).toEqual([])
})

test('flips are drawn over every panel', () => {
  expect(dashboard.annotations.list.map(({ name }) => name)).toEqual(['Flips'])
  expect(expressionsOf(dashboard).at(-1)).toContain('banyan_split_percent{kind="set"}')
})

test('panels, provisioned data source and Prometheus are the same one', () => {
  const [source] = yaml('deploy/grafana/provisioning/datasources/prometheus.yml').datasources
  expect(new Set(drawn.map((panel) => panel.datasource?.uid))).toEqual(new Set([source.uid]))
  expect(Object.keys(compose.services)).toContain(new URL(source.url).hostname)
})

test('Grafana finds the dashboard where compose mounts it', () => {
  const [provider] = yaml('deploy/grafana/provisioning/dashboards/banyan.yml').providers
  const mounts = compose.services.grafana?.volumes ?? []
  expect(mounts).toContain(`./deploy/grafana/dashboards:${provider.options.path}:ro`)
})

test('Prometheus asks services of the compose file, on ports that their images open', () => {
  const { scrape_configs: jobs } = yaml('deploy/prometheus/prometheus.yml')
  const asked = jobs.flatMap((job: ScrapeJob) => [
    ...(job.dns_sd_configs ?? []).flatMap(({ names, port }) => names.map((name) => `${name}:${port}`)),
    ...(job.static_configs ?? []).flatMap(({ targets }) => targets),
  ])
  expect(asked).toEqual(['facade:8081', 'services:8200', 'control:8090', 'unleash:4242'])
})

type ScrapeJob = {
  readonly dns_sd_configs?: readonly { readonly names: readonly string[]; readonly port: number }[]
  readonly static_configs?: readonly { readonly targets: readonly string[] }[]
}
