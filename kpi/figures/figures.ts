import type { Capability, Journey, OperationId } from '#contracts/operations.ts'

/** A stretch of time, RFC 3339; `until` is not part of it. */
export type Period = { readonly since: string; readonly until: string }

/** One step of a time series. */
export type Point = {
  /** RFC 3339, start of the step. */
  readonly at: string
  readonly requests: number
  /** Answers 5xx. */
  readonly errors: number
  /** Null where there was no request. */
  readonly p95Ms: number | null
}

/** What one side answered. Quantiles are within 1 % of the true value; null where there was no request. */
export type SideFigures = {
  readonly requests: number
  /** Answers 5xx. */
  readonly errors: number
  /** 0–100 of its requests; null where there was no request. */
  readonly errorPercent: number | null
  readonly requestsPerSecond: number
  /** How many of its requests it answered in place of the other side. */
  readonly fallbacks: number
  readonly meanMs: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  /** One point for every step of the period, oldest first, without a gap. */
  readonly series: readonly Point[]
}

export type BothSides = { readonly legacy: SideFigures; readonly new: SideFigures }

export type OperationFigures = BothSides & {
  readonly operation: OperationId
  readonly capability: Capability
}

/** Visitors of one attempt who were drawn in the period; testers are not drawn. */
export type AttemptVisitors = {
  /** Unleash groupId: journey and attempt. */
  readonly groupId: string
  /**
   * Distinct visitors whose latest exposure to the side lies in the period; one who was moved counts on both.
   * Somebody is exposed when he first meets a side and again when the flag was changed since, not with every
   * request.
   */
  readonly legacy: number
  readonly new: number
  /** Distinct visitors of both, and those of them whose latest side is the new one. */
  readonly visitors: number
  readonly latestNew: number
}

export type JourneyFigures = BothSides & {
  readonly journey: Journey
  readonly operations: readonly OperationFigures[]
  readonly attempts: readonly AttemptVisitors[]
  /**
   * Share of the new side as it turned out, 0–100, null where nothing happened: of the visitors who were
   * exposed in the period (by their latest side) and of the requests that were answered.
   */
  readonly actualPercent: { readonly visitors: number | null; readonly requests: number | null }
}

export type PeriodFigures = {
  /** What the figures really cover: the period asked for, widened to whole steps. */
  readonly period: Period
  readonly stepSeconds: number
  /** Length that the rates were divided by; shorter than the period where that reaches into the future. */
  readonly seconds: number
  /** Every journey and operation of the contract, also where nothing happened. */
  readonly journeys: readonly JourneyFigures[]
}

/**
 * Both sides' figures next to each other. Rejects with `invalid-request` (a period that is none) and
 * `unavailable` (its store is away).
 */
export interface Figures {
  figures(period: Period): Promise<PeriodFigures>
}

/** The last so many seconds. */
export function lastSeconds(seconds: number, now = Date.now()): Period {
  return { since: new Date(now - seconds * 1_000).toISOString(), until: new Date(now).toISOString() }
}
