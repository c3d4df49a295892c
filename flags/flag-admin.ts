import type { Journey } from '#contracts/operations.ts'
import type { JourneyFlag } from './flag-source.ts'

/** Who does it and why: goes into the history. */
export type Act = { readonly actor: string; readonly reason: string }

export type FlagChange = Act & {
  readonly journey: Journey
  /** RFC 3339 */
  readonly at: string
  readonly before: { readonly enabled: boolean; readonly percent: number } | null
  readonly after: { readonly enabled: boolean; readonly percent: number }
}

/**
 * Changes flags through the Unleash admin API, on the embedded server and on a real Unleash alike.
 * Rejects with `BanyanError`: `not-found` (no such journey), `precondition-failed` (`ifVersion` is not
 * current),
 * `unauthenticated`, `unavailable` (server or its store away; nothing was changed).
 * Resolves with the flag as it now stands, after it is stored.
 */
export interface FlagAdmin {
  list(): Promise<readonly JourneyFlag[]>
  /** @param percent integer 0–100 */
  setPercent(journey: Journey, percent: number, act: Act, ifVersion?: string): Promise<JourneyFlag>
  setEnabled(journey: Journey, enabled: boolean, act: Act, ifVersion?: string): Promise<JourneyFlag>
  /** Newest first. */
  history(journey: Journey | null, limit: number): Promise<readonly FlagChange[]>
}
