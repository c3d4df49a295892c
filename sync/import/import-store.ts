import type { Capability } from '#contracts/operations.ts'
import type { ImportJob } from './import-job.ts'

/** The right to work on one capability's import. */
export type Lease = {
  /** Aborted when the right was lost: somebody else may have it now. */
  readonly lost: AbortSignal
  /**
   * Writes an unfinished job as it now stands. Rejects with `unavailable`, always so once the right was lost.
   */
  save(job: ImportJob): Promise<void>
  release(): Promise<void>
}

/**
 * Where imports are written down. Rejects only with `unavailable`. Any number of processes may use it at
 * once.
 */
export interface ImportStore {
  /** Adds a job, unless its capability has an unfinished one: then gives that. */
  add(job: ImportJob): Promise<{ readonly job: ImportJob; readonly added: boolean }>
  get(id: string): Promise<ImportJob | null>
  /** Newest first. */
  latest(limit: number): Promise<readonly ImportJob[]>
  unfinished(): Promise<readonly ImportJob[]>
  lastSucceeded(capability: Capability): Promise<ImportJob | null>
  /** Null while somebody else has it. Lost by itself when its process or its connection dies. */
  lease(capability: Capability): Promise<Lease | null>
  close(): Promise<void>
}
