// What parent and worker say to each other over the channel that Node gives them.
import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { ExplainQuestion } from '../operations-port/explain-question.ts'
import type { PartHealth } from '../operations-port/health.ts'

/** One worker's figures, as its registry gives them. */
export type Metrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/** Questions that a worker answers. */
export type Questions = {
  metrics: { question: null; answer: Metrics }
  parts: { question: null; answer: readonly PartHealth[] }
  explain: { question: ExplainQuestion; answer: unknown }
}

export type QuestionName = keyof Questions

export type ToWorker =
  | { readonly kind: 'ask'; readonly id: number; readonly name: QuestionName; readonly question: unknown }
  /** From now on answers ask their clients to connect anew; listening goes on. */
  | { readonly kind: 'drain' }
  /** End; idle connections may bring one more request for `lingerMs`, what runs at `cutMs` is cut. */
  | { readonly kind: 'stop'; readonly lingerMs: number; readonly cutMs: number }
  /** Take the connections of these seats too, and of no others: their workers are gone. */
  | { readonly kind: 'cover'; readonly seats: readonly number[] }
  /** Take over what ended workers left on disk; these processes live. */
  | { readonly kind: 'adopt'; readonly living: readonly number[] }

export type ToParent =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly refusal: Refusal }
  /** It goes, by whatever wish: somebody else is to take its seat. */
  | { readonly kind: 'leaving' }
  /** Its last figures. */
  | { readonly kind: 'farewell'; readonly metrics: Metrics }

/** A BanyanError as it travels; other errors stay where they are. */
export type Refusal = { readonly code: string; readonly detail?: string | undefined }
