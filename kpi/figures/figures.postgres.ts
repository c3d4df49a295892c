import { BanyanError } from '#contracts/errors.ts'
import type { Batch } from '#contracts/events/event-log.ts'
import { inTransaction, type Pool } from '#contracts/process/postgres.ts'
import { splitByType } from './events-by-type.ts'
import { figuresOf } from './figures-of.ts'
import { type FiguresStore, figuresGroup, keepDays } from './figures-store.ts'
import { addVisitors, addWindows, claimSummaries } from './fold.postgres.ts'
import { foldExposures } from './fold-exposures.ts'
import { foldSummaries, inOrder } from './fold-summaries.ts'
import { readAttempts, readCells } from './read.postgres.ts'
import { spans, stepsFor } from './steps.ts'

/** Figures in PostgreSQL, schema `kpi`, which must have been migrated. */
export function createPostgresFigures(
  pool: Pool,
  options: { readonly now?: () => number } = {},
): FiguresStore {
  const { now = Date.now } = options
  return {
    consumer: {
      group: figuresGroup,
      position: (stretch) => orUnavailable(readPosition(pool, stretch)),
      apply: (batch) => orUnavailable(fold(pool, batch, now())),
    },
    figures: async (period) => {
      const steps = stepsFor(period, now())
      const reading = Promise.all([readCells(pool, steps), readAttempts(pool, steps)])
      const [cells, attempts] = await orUnavailable(reading)
      return figuresOf(cells, attempts, steps, now())
    },
    forgetOld: () => orUnavailable(forgetOld(pool, now())),
  }
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new BanyanError('unavailable', { detail: 'The store of the figures is away', cause })
  }
}

async function readPosition(pool: Pool, stretch: string): Promise<string | null> {
  const { rows } = await pool.query<{ position: string }>(
    'SELECT position FROM kpi.positions WHERE consumer_group = $1 AND stretch = $2',
    [figuresGroup, stretch],
  )
  return rows[0]?.position ?? null
}

async function fold(pool: Pool, { events, stretch, position }: Batch, nowMs: number): Promise<void> {
  const { summaries, exposures } = splitByType(events)
  await inTransaction(pool, async (client) => {
    const fresh = await claimSummaries(
      client,
      summaries.map(({ id }) => id),
      nowMs,
    )
    await addWindows(client, inOrder(foldSummaries(summaries.filter(({ id }) => fresh.has(id)))))
    await addVisitors(client, inOrder(foldExposures(exposures)))
    await client.query(
      `INSERT INTO kpi.positions (consumer_group, stretch, position) VALUES ($1, $2, $3)
       ON CONFLICT (consumer_group, stretch) DO UPDATE SET position = excluded.position`,
      [figuresGroup, stretch, position],
    )
  })
}

async function forgetOld(pool: Pool, nowMs: number): Promise<void> {
  const now = nowMs / 1_000
  for (const { seconds, keepSeconds } of spans) {
    await pool.query('DELETE FROM kpi.windows WHERE span_seconds = $1 AND started_at < to_timestamp($2)', [
      seconds,
      now - keepSeconds,
    ])
  }
  await pool.query('DELETE FROM kpi.visitors WHERE greatest(legacy_at, new_at) < to_timestamp($1)', [
    now - keepDays.visitors * 86_400,
  ])
  await pool.query('DELETE FROM kpi.folded WHERE folded_at < to_timestamp($1)', [
    now - keepDays.foldedIds * 86_400,
  ])
}
