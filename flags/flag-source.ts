import type { ShopperContext } from '#contracts/call-context.ts'
import type { Journey } from '#contracts/operations.ts'

/** A journey's flag as it stands: Unleash feature `banyan.<journey>` with one flexibleRollout strategy. */
export type JourneyFlag = {
  readonly journey: Journey
  /** False: the new side is switched off (kill); nobody gets it, whatever the percentage. */
  readonly enabled: boolean
  /** Set percentage, 0–100. */
  readonly percent: number
  /** Salt of the draw: journey and attempt, e.g. `catalog:1`. */
  readonly groupId: string
  /** Changes with every flip; equal where flags are equal. */
  readonly version: string
}

export type FlagSourceStatus = {
  /** live: from the server; last-known-good: from disk; none: nothing known, everything legacy. */
  readonly origin: 'live' | 'last-known-good' | 'none'
  readonly connected: boolean
  /** RFC 3339 of the last answer of the server, null when there was none in this run. */
  readonly lastSeenAt: string | null
}

/** Who is being decided about. */
export type Subject = { readonly visitorId: string } & ShopperContext

/**
 * What may change at run time, for the request path: synchronous, from memory, never throws.
 * An unknown journey is null and never new. The server's being away changes no answer.
 */
export interface FlagSource {
  journey(journey: Journey): JourneyFlag | null
  /** Unleash's own evaluation: enabled, constraints met and the visitor drawn. */
  isNew(journey: Journey, subject: Subject): boolean
  status(): FlagSourceStatus
  /** Called after every change that was taken; returns what unsubscribes. */
  onChange(listener: (flags: readonly JourneyFlag[]) => void): () => void
  close(): Promise<void>
}

/** Name of a journey's flag. */
export function flagName(journey: Journey): string {
  return `banyan.${journey}`
}
