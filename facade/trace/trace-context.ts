// W3C Trace Context: continue the caller's trace or begin one. Source: https://www.w3.org/TR/trace-context/
import type { Random } from '../random.ts'

export type Trace = {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits: this request, as the parent of what it calls. */
  readonly spanId: string
  /** Two hex digits. */
  readonly flags: string
  /** The vendors' own part, passed on unread. */
  readonly state: string | null
}

const wellFormed = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-|$)/
const longestState = 512

/** The trace of a request; whatever is malformed is as if it had not been sent (§3.3.1). */
export function continueTrace(
  traceparent: string | undefined,
  tracestate: string | undefined,
  random: Random,
): Trace | null {
  const match = traceparent === undefined ? null : wellFormed.exec(traceparent)
  const [, traceId, flags] = match ?? []
  if (traceId === undefined || flags === undefined) return null
  const state = tracestate !== undefined && tracestate.length <= longestState ? tracestate : null
  return { traceId, spanId: random(8, 'hex'), flags, state }
}

/** The trace id that a well-formed header names, or null. */
export function traceIdIn(traceparent: string | undefined): string | null {
  return traceparent === undefined ? null : (wellFormed.exec(traceparent)?.[1] ?? null)
}

/** A trace that begins here, sampled. */
export function beginTrace(random: Random): Trace {
  return { traceId: random(16, 'hex'), spanId: random(8, 'hex'), flags: '01', state: null }
}

/** The header for a call that this request makes. */
export function traceparentOf(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.flags}`
}
