import type { ErrorCode } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'

/**
 * full: everything, then what is gone is removed; incremental: what changed since the last successful run.
 */
export type ImportMode = 'full' | 'incremental'

/**
 * unfinished: running, or waiting for somebody to go on with it; succeeded and failed are final.
 * Whether it runs at this moment is told by its lease, not by the row: a process that dies cannot write it
 * down.
 */
export type ImportState = 'unfinished' | 'succeeded' | 'failed'

/** What comes next; moves forward only, each after the one before was acknowledged by the target. */
export type ImportPhase = 'categories' | 'products' | 'sweep' | 'done'

/** One import of one capability's catalogue. */
export type ImportJob = {
  readonly id: string
  readonly capability: Capability
  readonly mode: ImportMode
  readonly state: ImportState
  readonly phase: ImportPhase
  /** Where the feed goes on; null at the beginning. */
  readonly cursor: string | null
  /** Products that the target has acknowledged; one that came twice counts twice. */
  readonly done: number
  /** Products that the feed says there are; null before it said so. */
  readonly total: number | null
  /** Products that a sweep removed; null before it ran. */
  readonly removed: number | null
  /** Marks what this job has written, so that a sweep finds what it has not. */
  readonly generation: string
  /** RFC 3339; null for a full import. */
  readonly changedSince: string | null
  /** RFC 3339. */
  readonly startedAt: string
  /** RFC 3339; of the last acknowledged step. */
  readonly progressAt: string
  /** RFC 3339; null while it is unfinished. */
  readonly finishedAt: string | null
  /** Failures since the last acknowledged step. */
  readonly failures: number
  /** The last failure since the last acknowledged step. */
  readonly error: { readonly code: ErrorCode; readonly detail: string } | null
}
