// What the control API answers, as its users (console, CLI, pipelines) see it. Described in openapi.yaml.
import type { Capability, Journey, OperationId } from '#contracts/operations.ts'
import type { Reason, Side } from '#contracts/sides.ts'

/** One side's figures within the window. */
export type SideView = {
  readonly requests: number
  readonly ratePerSecond: number
  /** Answers of the 5xx class. */
  readonly errors: number
  /** Null where there were no requests. */
  readonly errorPercent: number | null
  /** Answered in place of the other side. */
  readonly fallbacks: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  /** Requests of each step of the window, oldest first. */
  readonly series: readonly number[]
}

export type SidesView = { readonly [S in Side]: SideView }

export type OperationView = {
  readonly operation: OperationId
  readonly capability: Capability
  readonly sides: SidesView
}

export type FlagView = {
  /** False: killed; nobody gets the new side. */
  readonly enabled: boolean
  /** Set percentage, 0–100. */
  readonly percent: number
  readonly groupId: string
  /** Sent back in If-Match with a change. */
  readonly version: string
}

export type ChangeView = {
  readonly actor: string
  readonly reason: string
  /** RFC 3339 */
  readonly at: string
  readonly before: { readonly enabled: boolean; readonly percent: number } | null
  readonly after: { readonly enabled: boolean; readonly percent: number }
}

export type JourneyView = {
  readonly journey: Journey
  readonly capabilities: readonly Capability[]
  /** As last read; null where the flag server has never been reached or has no such flag. */
  readonly flag: FlagView | null
  /** Share of the new side as it turned out, 0–100; null where nothing happened. */
  readonly actualPercent: { readonly visitors: number | null; readonly requests: number | null }
  /**
   * Visitors of the current attempt who were drawn within the window, and how many of them are on the new
   * side.
   */
  readonly visitors: { readonly total: number; readonly onNew: number }
  readonly sides: SidesView
  readonly operations: readonly OperationView[]
  readonly lastChange: ChangeView | null
}

/** Where a part of an answer comes from, and how old it is. */
export type SourceView = {
  readonly state: 'ok' | 'away'
  /** RFC 3339 of what is shown; null where nothing is known. */
  readonly asOf: string | null
  readonly detail: string | null
}

export type JourneysView = {
  readonly at: string
  readonly windowSeconds: number
  readonly flags: SourceView
  readonly figures: SourceView
  /** Length of one step of every series; null where there are no figures. */
  readonly stepSeconds: number | null
  readonly items: readonly JourneyView[]
}

export type DependencyName = 'facade' | 'services' | 'suite' | 'flags' | 'database' | 'events'

export type DependencyView = {
  readonly name: DependencyName
  readonly state: 'unknown' | 'ok' | 'degraded' | 'away'
  /** RFC 3339 of when it came into this state. */
  readonly since: string
  /** How long the last probe took; null where it got no answer. */
  readonly latencyMs: number | null
  readonly detail: string | null
  /** What it means for shoppers and operators, while it is not ok. */
  readonly meaning: string | null
}

export type StatusView = {
  readonly at: string
  /** ok when every part is. */
  readonly state: 'unknown' | 'ok' | 'degraded'
  /** Audit entries that wait on disk for the database. */
  readonly auditWaiting: number
  readonly dependencies: readonly DependencyView[]
}

export type ImportView = {
  readonly id: string
  readonly capability: Capability
  readonly mode: 'full' | 'incremental'
  readonly state: 'running' | 'succeeded' | 'failed'
  readonly phase: 'categories' | 'products' | 'sweep' | 'done'
  readonly done: number
  readonly total: number | null
  /** What was no longer in the suite; null before that is known. */
  readonly removed: number | null
  readonly startedAt: string
  /** RFC 3339 of the last step that the new side acknowledged. */
  readonly progressAt: string
  readonly finishedAt: string | null
  /** Failures since the last step; it goes on trying. */
  readonly failures: number
  readonly detail: string | null
}

/** As the façade tells it. */
export type ExplanationView = {
  readonly operation: string
  readonly visitor: string
  /** Null where nobody may answer: see `refused`. */
  readonly side: Side | null
  readonly reason: Reason | null
  readonly refused: string | null
  readonly fallbackSide: Side | null
  readonly rules: readonly {
    readonly rule: string
    readonly outcome: 'decided' | 'passed' | 'not-asked'
    readonly because: string
  }[]
  /** 1–100: new where it is at most the percentage. */
  readonly draw: number | null
  readonly flag: FlagView | null
  readonly atPercent: readonly { readonly percent: number; readonly side: Side }[]
}
