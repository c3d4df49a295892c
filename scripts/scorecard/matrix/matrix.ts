// The resiliency matrix as text. Pure.
import { type Cell, type Column, columns } from '../row.ts'
import type { KeptResult } from './keep-results.ts'

/** What the shop cannot do yet: nothing can be said of it. */
const laterColumns: ReadonlySet<Column> = new Set<Column>(['cart', 'checkout', 'account'])

const words: { readonly [C in Cell]: string } = { ok: 'ok', degraded: 'degraded', FAIL: '**FAIL**' }

type Named = { readonly id: string; readonly title: string; readonly must: string }

/** One line for each row that there is; one that was never run says so. */
export function matrixTable(rows: readonly Named[], results: ReadonlyMap<string, KeptResult>): string {
  const head = `| | fault or load | ${columns.join(' | ')} | tried |`
  const rule = `|${' --- |'.repeat(columns.length + 3)}`
  const lines = rows.map(({ id, title }) => {
    const result = results.get(id)
    const cells = columns.map((column) => cellText(column, result))
    return `| ${[id, title, ...cells, triedText(result)].join(' | ')} |`
  })
  return [head, rule, ...lines].join('\n')
}

/** What was demanded and what was found, row by row. */
export function findingsTable(rows: readonly Named[], results: ReadonlyMap<string, KeptResult>): string {
  const lines = rows.map(({ id, must }) => {
    const result = results.get(id)
    const verdict = result === undefined ? '' : result.ok ? 'ok' : '**FAIL**'
    return `| ${id} | ${plain(must)} | ${plain(result?.found ?? 'not run yet')} | ${verdict} |`
  })
  return ['| | must show | found | |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

function cellText(column: Column, result: KeptResult | undefined): string {
  if (laterColumns.has(column)) return 'later issue'
  const cell = result?.cells[column]
  return cell === undefined ? '·' : words[cell]
}

function triedText(result: KeptResult | undefined): string {
  return result === undefined ? 'not yet' : `${result.date}, ${result.tier}`
}

/** A table's cell must not end the cell, nor look like markup. */
function plain(text: string): string {
  return text.replaceAll('|', '/').replaceAll('\n', ' ').replaceAll('<', '‹')
}
