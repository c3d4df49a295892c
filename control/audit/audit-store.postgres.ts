import { BanyanError } from '#contracts/errors.ts'
import type { Pool } from '#contracts/process/postgres.ts'
import type { AuditEntry } from './audit-entry.ts'
import type { AuditStore } from './audit-store.ts'

type Row = {
  id: string
  at: Date
  actor: string
  via: AuditEntry['via']
  action: AuditEntry['action']
  target: string
  reason: string | null
  before: object | null
  after: object | null
  outcome: AuditEntry['outcome']
  detail: string | null
  completed_at: Date | null
}

const insert = `
  INSERT INTO control.audit
    (id, at, actor, via, action, target, reason, before, after, outcome, detail, completed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (id) DO UPDATE SET
    before = EXCLUDED.before,
    after = EXCLUDED.after,
    outcome = EXCLUDED.outcome,
    detail = EXCLUDED.detail,
    completed_at = EXCLUDED.completed_at
  WHERE control.audit.outcome = 'intended'`

const select = `
  SELECT id, at, actor, via, action, target, reason, before, after, outcome, detail, completed_at
  FROM control.audit
  WHERE ($1::text IS NULL OR target = $1)
    AND ($2::uuid IS NULL OR (at, id) < (SELECT at, id FROM control.audit WHERE id = $2))
  ORDER BY at DESC, id DESC
  LIMIT $3`

/** Keeps the trail in the schema `control`. */
export function createPostgresAuditStore(pool: Pool): AuditStore {
  return {
    write: async (entry) => {
      await reached(() => pool.query(insert, valuesOf(entry)))
    },
    read: async ({ limit, target, olderThan }) => {
      const { rows } = await reached(() => pool.query<Row>(select, [target, olderThan, limit]))
      return rows.map(entryOf)
    },
  }
}

function valuesOf(entry: AuditEntry): unknown[] {
  return [
    entry.id,
    entry.at,
    entry.actor,
    entry.via,
    entry.action,
    entry.target,
    entry.reason,
    jsonOf(entry.before),
    jsonOf(entry.after),
    entry.outcome,
    entry.detail,
    entry.completedAt,
  ]
}

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

function entryOf(row: Row): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    via: row.via,
    action: row.action,
    target: row.target,
    reason: row.reason,
    before: row.before,
    after: row.after,
    outcome: row.outcome,
    detail: row.detail,
    completedAt: row.completed_at?.toISOString() ?? null,
  }
}

async function reached<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (cause) {
    throw new BanyanError('unavailable', { detail: 'The audit store cannot be reached.', cause })
  }
}
