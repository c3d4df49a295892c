import type { AuditEntry } from './audit-entry.ts'

export type AuditPage = {
  readonly limit: number
  /** Only what was done to this. */
  readonly target: string | null
  /** Only what is older than this entry. */
  readonly olderThan: string | null
}

/**
 * Where the trail is kept. `write` is idempotent by id: an entry may be written again with its outcome, and
 * one that has an outcome never changes again. `read` gives the newest first. Both reject with `unavailable`
 * only.
 */
export interface AuditStore {
  write(entry: AuditEntry): Promise<void>
  read(page: AuditPage): Promise<readonly AuditEntry[]>
}
