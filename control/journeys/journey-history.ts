import type { Journey } from '#contracts/operations.ts'
import type { FlagAdmin, FlagChange } from '#flags/flag-admin.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { withReasons } from './with-reasons.ts'

/**
 * Every flip of a journey, by whatever tool, newest first, with who and why as far as anybody knows. Rejects
 * as the flag server does; the trail's being away costs no more than the reasons.
 */
export type JourneyHistory = (journey: Journey, limit: number) => Promise<readonly FlagChange[]>

export function createJourneyHistory(
  flags: Pick<FlagAdmin, 'history'>,
  trail: Pick<AuditTrail, 'read'>,
): JourneyHistory {
  return async (journey, limit) => {
    const changes = await flags.history(journey, limit)
    if (changes.every((change) => change.reason !== '')) return changes
    const entries = await trail.read({ limit: 200, target: journey, olderThan: null }).catch(() => [])
    return withReasons(changes, entries)
  }
}
