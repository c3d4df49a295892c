import type { ProbedOperation } from '../stage/probe.ts'
import type { Misbehave } from '../stage/toy-upstream.ts'

/** What a client may get while the side that was asked, and the other one, have a fault. */
export type Outcome =
  /** A problem document with one of these statuses. */
  | { readonly kind: 'problem'; readonly statuses: readonly number[]; readonly code?: string }
  /** The connection is cut, and nothing of ours stands behind what the suite had sent. */
  | { readonly kind: 'cut' }
  /** The suite's bytes as they are. */
  | { readonly kind: 'as-is' }

export type Fault = {
  readonly id: string
  readonly title: string
  readonly must: string
  readonly does: Misbehave
  /** Both sides have it: what remains to be said to a shopper. */
  readonly bothSides: Outcome
  readonly passthrough: Outcome
  /** The answer comes when the time is over, not before. */
  readonly atDeadline: boolean
  /** In the passthrough the answer comes when the passthrough's time is over. */
  readonly passthroughAtDeadline: boolean
  /** Most calls that one request may make to a side; 2: one retry. */
  readonly calls: number
  /** Operations that it makes sense for. */
  readonly operations: readonly ProbedOperation[]
  /** A side may read around it: then a good answer without it is as good as a refusal. */
  readonly mayBeReadAround: boolean
  /** What only the faulty answer holds: a shopper must never read it. */
  readonly poison?: string
  /** The problem says where in the answer. */
  readonly namesPlace: boolean
}
