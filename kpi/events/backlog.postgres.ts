import type { Pool } from '#contracts/process/postgres.ts'

export type Backlog = {
  readonly group: string
  /** Events that the group has not passed yet, about. */
  readonly behind: number
  /** Age of the oldest of them; null where there is none. */
  readonly oldestSeconds: number | null
}

/**
 * How far each consumer group lags behind the log in PostgreSQL, as it last wrote down; for people and
 * probes.
 */
export async function readBacklogs(pool: Pool): Promise<readonly Backlog[]> {
  const { rows } = await pool.query<{ group: string; behind: string; oldest_seconds: number | null }>(`
    SELECT progress.consumer_group AS group,
      greatest(0, coalesce((SELECT max(position) FROM events.log), 0) - progress.position) AS behind,
      (SELECT extract(epoch FROM now() - appended_at)::float8 FROM events.log
        WHERE log.position > progress.position ORDER BY log.position LIMIT 1) AS oldest_seconds
    FROM events.progress ORDER BY progress.consumer_group`)
  return rows.map(({ group, behind, oldest_seconds }) => ({
    group,
    behind: Number(behind),
    oldestSeconds: oldest_seconds,
  }))
}
