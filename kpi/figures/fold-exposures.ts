import type { VisitorExposed } from '#contracts/events/events.ts'
import type { Journey } from '#contracts/operations.ts'
import type { Reason } from '#contracts/sides.ts'

/** When a visitor of one attempt last met each side; ms since 1970, null where he did not. */
export type VisitorRow = {
  readonly journey: Journey
  readonly groupId: string
  readonly visitorId: string
  readonly legacyMs: number | null
  readonly newMs: number | null
}

/** A tester chose his side, and where only one side has the capability there is nothing to draw. */
const drawn: { readonly [R in Reason]: boolean } = {
  percentage: true,
  default: true,
  kill: true,
  tester: false,
  capability: false,
  fallback: false,
}

/** Rows by what tells them apart. */
export type VisitorRows = Map<string, VisitorRow>

/** Adds exposures of drawn visitors, the latest of each visitor and side. */
export function foldExposures(events: readonly VisitorExposed[], rows: VisitorRows = new Map()): VisitorRows {
  for (const { data, time } of events) {
    if (!drawn[data.reason]) continue
    const { journey, groupId, visitorId, side } = data
    const key = JSON.stringify([journey, groupId, visitorId])
    const before = rows.get(key) ?? { journey, groupId, visitorId, legacyMs: null, newMs: null }
    const met = side === 'legacy' ? 'legacyMs' : 'newMs'
    rows.set(key, { ...before, [met]: later(before[met], Date.parse(time)) })
  }
  return rows
}

function later(a: number | null, b: number): number {
  return a === null ? b : Math.max(a, b)
}
