import { readFileSync } from 'node:fs'
import { rows } from '../rows.ts'
import { pageWith, readResults } from './keep-results.ts'
import { findingsTable, matrixTable } from './matrix.ts'

const named = [
  { id: 'A', title: 'a fault', must: 'go on' },
  { id: 'B', title: 'another', must: 'go on | or not' },
]
const kept = new Map([
  [
    'A',
    {
      id: 'A',
      found: 'x',
      ok: false,
      cells: { browse: 'FAIL', CLI: 'ok' },
      tier: 'short',
      date: '2026-01-02',
    },
  ],
] as const)

test('each row has its cells, and what was never run says so', () => {
  const lines = matrixTable(named, kept).split('\n')
  const later = 'later issue | later issue | later issue'
  expect(lines[2]).toBe(`| A | a fault | **FAIL** | · | ${later} | · | · | ok | 2026-01-02, short |`)
  expect(lines[3]).toContain('| not yet |')
})

test('a failure is told as one, and a text does not break the table', () => {
  const [, , first, second] = findingsTable(named, kept).split('\n')
  expect(first).toContain('| **FAIL** |')
  expect(second).toBe('| B | go on / or not | not run yet |  |')
})

test('the page holds the results that are kept', () => {
  expect(readFileSync('docs/resiliency.md', 'utf8')).toBe(pageWith(readResults()))
})

test('no id twice', () => {
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})
