// Spans of a request: the façade's own, and one for each call to a side. The port; OpenTelemetry stands
// behind it where traces are switched on, nothing at all where they are not.
import type { Trace } from '../trace/trace-context.ts'

export type SpanFacts = { readonly [name: string]: string | number }

export type OpenSpan = {
  /** The trace to hand on: whoever is called has this span as parent. */
  readonly trace: Trace
  /** Ends it, as an error where a code says so. */
  end(facts: SpanFacts, errorCode: string | null): void
}

/** Begins spans; no method throws. */
export interface Tracing {
  /** The request as it arrived; `parent` as the caller sent it, unread. */
  request(name: string, trace: Trace, parent: string | undefined): OpenSpan
  /** A call within it. */
  call(name: string, trace: Trace): OpenSpan
  /** Hands over what waits. */
  close(): Promise<void>
}
