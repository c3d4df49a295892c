// A summary for people. Pure.
import type { Summary } from './tally.ts'

function counts(rows: { readonly [name: string]: number }): string {
  const parts = Object.entries(rows).map(([name, count]) => `${name} ${count}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}

const ms = (value: number | null) => (value === null ? '–' : `${value} ms`)

/** One line while it runs. */
export function progressLine(summary: Summary): string {
  const { milliseconds, errors } = summary
  const errorCount = Object.values(errors).reduce((sum, n) => sum + n, 0)
  return [
    `${String(Math.round(summary.seconds)).padStart(4)} s`,
    `${summary.requests} requests (${summary.requestsPerSecond}/s)`,
    counts(summary.sides),
    `errors ${errorCount}`,
    `p50 ${ms(milliseconds.p50)}`,
    `p99 ${ms(milliseconds.p99)}`,
  ].join(' · ')
}

/** The table at the end. */
export function summaryText(summary: Summary): string {
  const { p50, p95, p99 } = summary.milliseconds
  const rows: [string, string][] = [
    ['time', `${summary.seconds} s`],
    ['visits', `${summary.sessions} by ${summary.visitors} visitors`],
    ['requests', `${summary.requests} (${summary.requestsPerSecond}/s)`],
    ['operations', counts(summary.operations)],
    ['sides', counts(summary.sides)],
    ['reasons', counts(summary.reasons)],
    ['errors', counts(summary.errors)],
    ['latency', `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`],
    ['changed side', `${summary.visitorsThatChangedSide} visitors`],
    ['breaches', [`${summary.breaches.count}`, ...summary.breaches.examples].join('\n              ')],
  ]
  return rows.map(([name, text]) => `${name.padEnd(14)}${text}\n`).join('')
}
