import type { Capability } from '#contracts/operations.ts'
import type { ImportJob, ImportMode } from './import/import-job.ts'

/** What `startSync` gives to the control plane. */
export interface Sync {
  /** Capabilities that can be imported here. */
  readonly importable: readonly Capability[]
  /**
   * Starts an import, or gives the unfinished one of that capability (then `started` is false). An
   * incremental one becomes full where there was no successful run yet or the suite cannot tell what changed:
   * see `job.mode`. Rejects with `not-found` (not importable) and `unavailable` (its store is away).
   */
  startImport(request: {
    capability: Capability
    mode: ImportMode
  }): Promise<{ job: ImportJob; started: boolean }>
  /** Rejects with `not-found`. */
  job(id: string): Promise<ImportJob>
  /** Newest first. */
  jobs(limit: number): Promise<readonly ImportJob[]>
  /**
   * The job as it stands and after every step, wherever it runs, until it is final or the signal is aborted.
   * Made for server-sent events: one value, one event.
   */
  progress(id: string, signal: AbortSignal): AsyncIterable<ImportJob>
  /** Goes on with every unfinished job that nobody else is working on; done by itself every now and then. */
  resumeUnfinished(): Promise<readonly ImportJob[]>
  /** Calls running steps off; their jobs stay unfinished and go on with the next start. */
  stop(): Promise<void>
}
