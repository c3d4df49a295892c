import type { z } from 'zod'
import type { Act } from '../flag-admin.ts'
import type { strategyBody } from './strategy-body.ts'

/** What Unleash stores of a strategy; on the embedded server always a flexibleRollout. */
export type StoredStrategy = z.infer<typeof strategyBody> & { readonly id: string }

/** A flag as the embedded server keeps it. */
export type StoredFeature = {
  readonly name: string
  readonly description: string
  readonly enabled: boolean
  readonly strategies: readonly StoredStrategy[]
  /** Revision of its last change. */
  readonly version: number
  /** RFC 3339 */
  readonly createdAt: string
}

/** All flags at one instant. */
export type Snapshot = { readonly revision: number; readonly features: readonly StoredFeature[] }

/** Unleash's names of what can happen to a flag here. */
export type ChangeType =
  | 'feature-created'
  | 'feature-strategy-update'
  | 'feature-environment-enabled'
  | 'feature-environment-disabled'

export type Change = {
  readonly feature: string
  readonly type: ChangeType
  /** Pure; may throw a BanyanError, then nothing changes. */
  readonly edit: (before: StoredFeature) => StoredFeature
  readonly act: Act
  /** Version that the change was decided on; null: whatever it is. */
  readonly ifVersion: number | null
  /** Revisions up to here were told to clients already: the change gets a higher one, and always a trace. */
  readonly above?: number
}

export type HistoryEntry = Act & {
  /** The revision that it made. */
  readonly id: number
  readonly feature: string
  readonly type: ChangeType
  readonly before: StoredFeature | null
  readonly after: StoredFeature
  /** RFC 3339 */
  readonly at: string
}

export type HistoryQuery = {
  /** Null: all flags. */
  readonly features: readonly string[] | null
  readonly limit: number
  readonly offset: number
}

/**
 * Keeps the flags and their history, which is append-only. Changes go one at a time, over all servers.
 * Rejects only with BanyanError: `not-found`, `precondition-failed`, `unavailable` (nothing was changed),
 * and what an edit throws.
 */
export interface FlagStore {
  read(): Promise<Snapshot>
  /** Stores change and history together. An edit that changes nothing leaves no trace. */
  change(change: Change): Promise<StoredFeature>
  /** Adds flags that are missing; those that are there stay as they are. */
  seed(features: readonly SeedFeature[], act: Act): Promise<void>
  /** What can be served while the store is away, beside what was read before; null: nothing. */
  held(): Snapshot | null
  /** Newest first. */
  history(query: HistoryQuery): Promise<{ readonly entries: readonly HistoryEntry[]; readonly total: number }>
  /**
   * Calls back at once, after a change by any server, and after a time in which changes may have been missed.
   */
  watch(onChange: () => void): void
  close(): Promise<void>
}

export type SeedFeature = Omit<StoredFeature, 'version' | 'createdAt'>
