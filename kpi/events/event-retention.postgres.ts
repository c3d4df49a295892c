import type { Pool } from '#contracts/process/postgres.ts'

export type Retention = {
  /** What every group has passed is kept this long. */
  readonly keepMs: number
  /**
   * Nothing is kept longer, passed or not; a group that has not moved for so long no longer holds anything.
   */
  readonly keepAtMostMs: number
}

export const defaultRetention: Retention = {
  keepMs: 24 * 3_600_000,
  keepAtMostMs: 30 * 24 * 3_600_000,
}

const chunk = 10_000

// Only the head is looked at: positions and times rise together, and a scan of the whole log would not end.
const forgetHead = `
  WITH head AS (
    SELECT position, appended_at FROM events.log ORDER BY position LIMIT ${chunk}
  ), passed AS (
    SELECT min(position) AS position FROM events.progress WHERE at > now() - $2 * interval '1 ms'
  )
  DELETE FROM events.log USING head, passed
  WHERE log.position = head.position
    AND (head.appended_at < now() - $2 * interval '1 ms'
      OR (head.appended_at < now() - $1 * interval '1 ms' AND head.position <= passed.position))`

/**
 * Deletes old events, in steps, so that no long transaction holds anybody up. Any number of processes may do
 * it at once. @returns how many were deleted
 */
export async function forgetOldEvents(pool: Pool, retention: Retention): Promise<number> {
  let deleted = 0
  for (;;) {
    const result = await pool.query(forgetHead, [retention.keepMs, retention.keepAtMostMs])
    const count = result.rowCount ?? 0
    deleted += count
    if (count < chunk) return deleted
  }
}
