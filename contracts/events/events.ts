// What Banyan tells the rest of the house. Each type has a JSON Schema beside it, versioned in its name.
import type { Capability, Journey, OperationId } from '../operations.ts'
import type { Reason, Side } from '../sides.ts'
import type { CloudEvent } from './cloud-event.ts'

/** A visitor met a side: once per visitor, journey, side and flag version, from each façade. */
export type VisitorExposed = CloudEvent<
  'banyan.visitor.exposed.v1',
  {
    readonly visitorId: string
    readonly journey: Journey
    readonly operation: OperationId
    readonly side: Side
    readonly reason: Reason
    /** Unleash groupId: journey and attempt. */
    readonly groupId: string
    /** Set percentage when it was decided, 0–100. */
    readonly percent: number
    readonly channel: string
    readonly country: string
  }
>

/** One row of a window: all requests of one façade that share these labels. */
export type RequestRow = {
  readonly capability: Capability
  readonly journey: Journey
  readonly operation: OperationId
  /** The side that answered; where nobody did, the side that was decided. */
  readonly side: Side
  readonly reason: Reason
  /** 2, 3, 4 or 5. */
  readonly statusClass: number
  readonly count: number
  /** Sum of the durations, seconds. */
  readonly seconds: number
  /** Logarithmic buckets: index as text → count. See `contracts/events/latency-buckets.ts`. */
  readonly latency: { readonly [bucket: string]: number }
}

/** What one façade answered within one window. */
export type RequestsSummarised = CloudEvent<
  'banyan.requests.summarised.v1',
  { readonly windowStart: string; readonly windowMs: number; readonly rows: readonly RequestRow[] }
>

export type BanyanEvent = VisitorExposed | RequestsSummarised
