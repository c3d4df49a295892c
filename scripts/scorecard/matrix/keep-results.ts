// Keeps the last result of every row beside the docs, and writes the docs' generated part from all of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Cells, Tier } from '../row.ts'
import { rows } from '../rows.ts'
import type { RowResult } from '../run-rows.ts'
import { findingsTable, matrixTable } from './matrix.ts'

export type KeptResult = {
  readonly id: string
  readonly found: string
  readonly ok: boolean
  readonly cells: Cells
  readonly tier: Tier
  /** Day of the run. */
  readonly date: string
}

const docs = new URL('../../../docs/', import.meta.url)
const resultsFile = new URL('resiliency.json', docs)
const page = new URL('resiliency.md', docs)
const [begin, end] = ['<!-- generated: npm run scorecard -->', '<!-- end of generated -->']

/** Results of this run replace earlier ones of the same rows. */
export function keepResults(results: readonly RowResult[], tier: Tier): void {
  const kept = new Map(readResults())
  const date = new Date().toISOString().slice(0, 10)
  for (const { id, found, ok, cells } of results) kept.set(id, { id, found, ok, cells, tier, date })
  const inOrder = rows.flatMap(({ id }) => kept.get(id) ?? [])
  writeFileSync(resultsFile, `${JSON.stringify(inOrder, null, 2)}\n`)
  writeFileSync(page, pageWith(kept))
}

/** Last results, by row. */
export function readResults(): ReadonlyMap<string, KeptResult> {
  if (!existsSync(resultsFile)) return new Map()
  const kept = JSON.parse(readFileSync(resultsFile, 'utf8')) as KeptResult[]
  return new Map(kept.map((one) => [one.id, one]))
}

/** The page with its generated part made anew; what is written by hand stays. */
export function pageWith(results: ReadonlyMap<string, KeptResult>): string {
  const text = readFileSync(page, 'utf8')
  const before = text.slice(0, text.indexOf(begin) + begin.length)
  const after = text.slice(text.indexOf(end))
  const tables = [matrixTable(rows, results), '## What was demanded, and found', findingsTable(rows, results)]
  return `${before}\n\n${tables.join('\n\n')}\n\n${after}`
}
