import { BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import { listenForNotifications } from '#contracts/process/notifications.ts'
import { createPool, inTransaction, migrate, type PoolClient } from '#contracts/process/postgres.ts'
import type { Act } from '../flag-admin.ts'
import { sameState } from './edit-feature.ts'
import type { Change, ChangeType, FlagStore, HistoryEntry, StoredFeature } from './flag-store.ts'

type FeatureRow = Omit<StoredFeature, 'version' | 'createdAt'> & { version: string; created_at: Date }
type HistoryRow = Omit<HistoryEntry, 'id' | 'at'> & { id: string; at: Date; total: string }

/** Name of the NOTIFY channel; its payload is the version. */
const channel = 'banyan_flags'
const subject = 'the flags in PostgreSQL'

/** Brings the store's schema up to date. */
export function migrateFlagStore(databaseUrl: string, log: Logger): Promise<void> {
  return migrate(databaseUrl, 'flags', new URL('./migrations/', import.meta.url), log)
}

export type PostgresFlagStoreOptions = {
  /** A database that says nothing for so long counts as away. */
  readonly aliveMs?: number
}

/** The store of the embedded server in PostgreSQL, schema `flags`; several servers may share it. */
export function createPostgresFlagStore(
  databaseUrl: string,
  log: Logger,
  { aliveMs = 4_000 }: PostgresFlagStoreOptions = {},
): FlagStore {
  const pool = createPool(databaseUrl, log, 4, { answerWithinMs: aliveMs })
  const listener = listenForNotifications({ databaseUrl, channel, subject, aliveMs }, log)
  return {
    read: () =>
      orUnavailable(async () => {
        // One statement: revision and flags of the same instant.
        const { rows } = await pool.query<{ revision: string; features: FeatureRow[] }>(
          `SELECT (SELECT value FROM flags.revision) AS revision,
                  coalesce((SELECT json_agg(f ORDER BY f.name) FROM flags.features f), '[]') AS features`,
        )
        const [row] = rows
        if (!row) throw new BanyanError('unavailable')
        return { revision: Number(row.revision), features: row.features.map(featureOf) }
      }),
    change: (change) => orUnavailable(() => inTransaction(pool, (client) => applyChange(client, change))),
    seed: (seeds, act) =>
      orUnavailable(() =>
        inTransaction(pool, async (client) => {
          const revision = await lockRevision(client)
          let next = revision
          for (const seed of seeds) {
            if (await readFeature(client, seed.name)) continue
            const feature = { ...seed, version: ++next, createdAt: new Date().toISOString() }
            await write(client, { before: null, after: feature, type: 'feature-created', act })
          }
        }),
      ),
    held: () => null,
    history: ({ features, limit, offset }) =>
      orUnavailable(async () => {
        const { rows } = await pool.query<HistoryRow>(
          `SELECT *, count(*) OVER () AS total FROM flags.history
           WHERE $1::text[] IS NULL OR feature = ANY ($1) ORDER BY id DESC LIMIT $2 OFFSET $3`,
          [features, limit, offset],
        )
        return { entries: rows.map(entryOf), total: Number(rows[0]?.total ?? 0) }
      }),
    watch: listener.watch,
    close: async () => {
      await listener.close()
      await pool.end()
    },
  }
}

async function applyChange(client: PoolClient, change: Change): Promise<StoredFeature> {
  const revision = await lockRevision(client)
  const before = await readFeature(client, change.feature)
  if (!before) throw new BanyanError('not-found', { detail: `There is no flag ${change.feature}` })
  if (change.ifVersion !== null && change.ifVersion !== before.version) {
    throw new BanyanError('precondition-failed')
  }
  const edited = change.edit(before)
  if (sameState(before, edited) && change.above === undefined) return before
  const after = { ...edited, version: Math.max(revision, change.above ?? 0) + 1 }
  await write(client, { before, after, type: change.type, act: change.act })
  return after
}

/** One change at a time over all servers, so that revisions come in the order of the commits. */
async function lockRevision(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ value: string }>('SELECT value FROM flags.revision FOR UPDATE')
  return Number(rows[0]?.value ?? 0)
}

async function readFeature(client: PoolClient, name: string): Promise<StoredFeature | null> {
  const { rows } = await client.query<FeatureRow>('SELECT * FROM flags.features WHERE name = $1', [name])
  return rows[0] ? featureOf(rows[0]) : null
}

type Write = { before: StoredFeature | null; after: StoredFeature; type: ChangeType; act: Act }

async function write(client: PoolClient, { before, after, type, act }: Write): Promise<void> {
  const strategies = JSON.stringify(after.strategies)
  await client.query(
    `INSERT INTO flags.features (name, description, enabled, strategies, version, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (name) DO UPDATE SET enabled = $3, strategies = $4, version = $5`,
    [after.name, after.description, after.enabled, strategies, after.version, after.createdAt],
  )
  const states = [before && JSON.stringify(before), JSON.stringify(after)]
  await client.query(
    `INSERT INTO flags.history (id, feature, type, actor, reason, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [after.version, after.name, type, act.actor, act.reason, ...states],
  )
  await client.query('UPDATE flags.revision SET value = $1', [after.version])
  await client.query('SELECT pg_notify($1, $2)', [channel, String(after.version)])
}

function featureOf(row: FeatureRow): StoredFeature {
  const { name, description, enabled, strategies } = row
  const createdAt = new Date(row.created_at).toISOString()
  return { name, description, enabled, strategies, version: Number(row.version), createdAt }
}

function entryOf(row: HistoryRow): HistoryEntry {
  const { feature, type, actor, reason, before, after } = row
  return { id: Number(row.id), feature, type, actor, reason, before, after, at: row.at.toISOString() }
}

/**
 * Whatever else a database says, for the caller it is away; the cause goes to the log where it is answered.
 */
async function orUnavailable<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof BanyanError) throw error
    throw new BanyanError('unavailable', { cause: error, retryAfterSeconds: 2 })
  }
}
