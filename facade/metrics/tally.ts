import type { Operation } from '#contracts/operations.ts'
import { type Reason, reasons, type Side } from '#contracts/sides.ts'
import type { Decision } from '../decision/decide.ts'
import { LatencySketch } from './latency-sketch.ts'

/** All requests that share these labels. `null`: refused before a side was decided. */
export type TallyRow = {
  readonly operation: Operation
  readonly side: Side | null
  readonly reason: Reason | null
  readonly status: number
  readonly latency: LatencySketch
}

const reasonIndex = new Map(reasons.map((reason, index) => [reason, index + 1]))
const statuses = 1_000

/** Counts answers by operation, side, reason and status, without making a string per request. */
export class Tally {
  readonly #ofOperation = new Map<Operation, Map<number, TallyRow>>()

  add(operation: Operation, decision: Decision | null, status: number, seconds: number): void {
    let rows = this.#ofOperation.get(operation)
    if (rows === undefined) {
      rows = new Map()
      this.#ofOperation.set(operation, rows)
    }
    const key = keyOf(decision) * statuses + status
    let row = rows.get(key)
    if (row === undefined) {
      const { side, reason } = decision ?? { side: null, reason: null }
      row = { operation, side, reason, status, latency: new LatencySketch() }
      rows.set(key, row)
    }
    row.latency.add(seconds)
  }

  rows(): readonly TallyRow[] {
    return [...this.#ofOperation.values()].flatMap((rows) => [...rows.values()])
  }
}

function keyOf(decision: Decision | null): number {
  if (decision === null) return 0
  return (reasonIndex.get(decision.reason) ?? 0) * 2 + (decision.side === 'new' ? 1 : 0)
}
