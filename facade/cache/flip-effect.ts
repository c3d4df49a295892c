// What a flip means for kept answers: pure.
import type { Side } from '#contracts/sides.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'

export type FlipEffect = {
  /** The side whose answers are thrown away. */
  readonly purge: Side | null
  /** The side that gets visitors who were on the other one: what those ask most is fetched for it. */
  readonly warm: Side | null
}

type Flag = Pick<JourneyFlag, 'enabled' | 'percent' | 'groupId'> | null

/**
 * A kill, the end of it and a new attempt throw the new side's answers away: it was switched off for a
 * reason, and what it said before must not be believed after. A percentage alone makes no answer wrong.
 */
export function flipEffect(before: Flag, after: Flag): FlipEffect {
  const [share, shareBefore] = [newShare(after), newShare(before)]
  const isAnother = isOn(before) !== isOn(after) || before?.groupId !== after?.groupId
  const gains = share === shareBefore ? null : share > shareBefore ? 'new' : 'legacy'
  const isNewAttempt = isAnother && share > 0
  return { purge: isAnother ? 'new' : null, warm: isNewAttempt ? 'new' : gains }
}

function isOn(flag: Flag): boolean {
  return flag?.enabled ?? false
}

/** Percentage of visitors on the new side. */
function newShare(flag: Flag): number {
  return flag?.enabled ? flag.percent : 0
}
