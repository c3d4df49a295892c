import type { Cells, Ground, Row } from './row.ts'

export type RowResult = {
  readonly id: string
  readonly title: string
  readonly must: string
  readonly found: string
  readonly ok: boolean
  readonly cells: Cells
  readonly seconds: number
}

/** Runs one row after the other; one that breaks down is not ok and stops nobody else. */
export async function runRows(
  rows: readonly Row[],
  ground: Ground,
  onResult: (result: RowResult) => void,
): Promise<RowResult[]> {
  const results: RowResult[] = []
  for (const row of rows) {
    ground.say(`${row.id}: ${row.title} …`)
    const begun = performance.now()
    const finding = await row.find(ground).catch((error: unknown) => ({
      found: `could not be tried: ${error instanceof Error ? error.message : String(error)}`,
      ok: false,
      cells: {},
    }))
    const { id, title, must } = row
    const seconds = Math.round((performance.now() - begun) / 100) / 10
    const result = { id, title, must, ...finding, seconds }
    ground.say(`${id}: ${result.ok ? 'ok' : 'NOT OK'} after ${seconds} s: ${result.found}`)
    onResult(result)
    results.push(result)
  }
  return results
}
