// A real Unleash keeps neither who flipped nor why; our own trail does. Pure.
import type { FlagChange } from '#flags/flag-admin.ts'
import type { AuditEntry } from '../audit/audit-entry.ts'

/** How far the two clocks, and the act and its record, may lie apart. */
const nearMs = 30_000

/** Fills in who and why where the flag server did not keep it and the trail knows of the very same change. */
export function withReasons(
  changes: readonly FlagChange[],
  entries: readonly AuditEntry[],
): readonly FlagChange[] {
  return changes.map((change) => {
    if (change.reason !== '') return change
    const entry = entries.find((candidate) => isSame(change, candidate))
    return entry === undefined ? change : { ...change, actor: entry.actor, reason: entry.reason ?? '' }
  })
}

function isSame({ journey, at, after }: FlagChange, entry: AuditEntry): boolean {
  if (entry.outcome !== 'done' || entry.target !== journey || entry.completedAt === null) return false
  const made = entry.after as { enabled?: unknown; percent?: unknown } | null
  const from = Date.parse(entry.at) - nearMs
  const until = Date.parse(entry.completedAt) + nearMs
  const when = Date.parse(at)
  return when >= from && when <= until && made?.enabled === after.enabled && made.percent === after.percent
}
