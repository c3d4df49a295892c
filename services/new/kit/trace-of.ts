import { randomBytes } from 'node:crypto'

const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

export type Trace = { readonly traceparent: string; readonly traceId: string }

/**
 * The trace that a request belongs to; a new one where the caller names none. Source: W3C Trace Context §3.2.
 */
export function traceOf(traceparent: string | undefined): Trace {
  const traceId = traceparent === undefined ? undefined : pattern.exec(traceparent)?.[1]
  if (traceparent !== undefined && traceId !== undefined) return { traceparent, traceId }
  const fresh = randomBytes(16).toString('hex')
  return { traceparent: `00-${fresh}-${randomBytes(8).toString('hex')}-00`, traceId: fresh }
}
