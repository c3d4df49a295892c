// One control act as the audit trail keeps it: who did what, when, why, what changed, and how it ended.

/** What an operator can do that leaves a trace. */
export type AuditAction =
  | 'session.opened'
  | 'session.refused'
  | 'session.closed'
  | 'percentage.set'
  | 'journey.killed'
  | 'journey.revived'
  | 'import.started'
  | 'tester-token.issued'

/** intended: begun, and not known how it ended; refused: by a rule; failed: by a part that did not work. */
export type AuditOutcome = 'intended' | 'done' | 'refused' | 'failed'

export type AuditEntry = {
  /** UUID; the same before and after the act. */
  readonly id: string
  /** RFC 3339, UTC. */
  readonly at: string
  /** The name that the caller states; all operators share one credential for now. */
  readonly actor: string
  /** How the caller proved that he is an operator. */
  readonly via: 'session' | 'token' | 'anonymous'
  readonly action: AuditAction
  /** What it was done to: a journey, a capability, or `control`. */
  readonly target: string
  readonly reason: string | null
  readonly before: object | null
  readonly after: object | null
  readonly outcome: AuditOutcome
  /** Why it was refused or failed. */
  readonly detail: string | null
  readonly completedAt: string | null
}
