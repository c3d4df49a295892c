// Names of metrics: those that the code registers, and those that a PromQL expression asks for.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectDefaultMetrics, Registry } from 'prom-client'

const folders = ['facade', 'control', 'services', 'flags', 'kpi', 'sync']
const registration = /new (\w+)(?:<[^>]*>)?\(\{\s*name: '(banyan_[a-z_]+)'/g

/** Every time series name that a process of ours can show. */
export function registeredMetrics(): ReadonlySet<string> {
  const ours = folders.flatMap(sources).flatMap((file) => registeredIn(readFileSync(file, 'utf8')))
  return new Set([...ours, ...nodeMetrics(), 'up'])
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path))
}

function registeredIn(source: string): readonly string[] {
  return [...source.matchAll(registration)].flatMap(([, kind = '', name = '']) =>
    kind.endsWith('Histogram') ? seriesOf(name) : [name],
  )
}

function seriesOf(histogram: string): readonly string[] {
  return ['_bucket', '_sum', '_count'].map((end) => `${histogram}${end}`)
}

/** What `collectDefaultMetrics` of prom-client adds. */
function nodeMetrics(): readonly string[] {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
    .getMetricsAsArray()
    .flatMap(({ name, type }) => (String(type) === 'histogram' ? seriesOf(name) : [name]))
}

/** Names of the metrics in an expression. */
export function metricsIn(expression: string): readonly string[] {
  const withoutTexts = expression.replace(/"[^"]*"/g, '""')
  return [...withoutTexts.matchAll(/\b(?:(?:banyan|nodejs|process)_[a-z0-9_]+|up)\b/g)].map(([name]) => name)
}
