// An import job as a row of `sync.imports`, and back.
import type { ErrorCode } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { ImportJob, ImportMode, ImportPhase, ImportState } from './import-job.ts'

/** A row as the driver gives it. */
export type ImportRecord = {
  readonly id: string
  readonly capability: Capability
  readonly mode: ImportMode
  readonly state: ImportState
  readonly phase: ImportPhase
  readonly cursor: string | null
  readonly done: number
  readonly total: number | null
  readonly removed: number | null
  readonly generation: string
  readonly changed_since: Date | null
  readonly started_at: Date
  readonly progress_at: Date
  readonly finished_at: Date | null
  readonly failures: number
  readonly error_code: ErrorCode | null
  readonly error_detail: string | null
}

/** Column → value; `id` first. */
export function columnsOf(job: ImportJob) {
  return {
    id: job.id,
    capability: job.capability,
    mode: job.mode,
    state: job.state,
    phase: job.phase,
    cursor: job.cursor,
    done: job.done,
    total: job.total,
    removed: job.removed,
    generation: job.generation,
    changed_since: job.changedSince,
    started_at: job.startedAt,
    progress_at: job.progressAt,
    finished_at: job.finishedAt,
    failures: job.failures,
    error_code: job.error?.code ?? null,
    error_detail: job.error?.detail ?? null,
  } satisfies { [Column in keyof ImportRecord]: unknown }
}

export function jobOf(record: ImportRecord): ImportJob {
  return {
    id: record.id,
    capability: record.capability,
    mode: record.mode,
    state: record.state,
    phase: record.phase,
    cursor: record.cursor,
    done: record.done,
    total: record.total,
    removed: record.removed,
    generation: record.generation,
    changedSince: record.changed_since?.toISOString() ?? null,
    startedAt: record.started_at.toISOString(),
    progressAt: record.progress_at.toISOString(),
    finishedAt: record.finished_at?.toISOString() ?? null,
    failures: record.failures,
    error: record.error_code === null ? null : { code: record.error_code, detail: record.error_detail ?? '' },
  }
}
