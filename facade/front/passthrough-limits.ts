/** Bounds of the passthrough; times in milliseconds. */
export type PassthroughLimits = {
  /** Connections to the suite, and so requests in flight; more are told to come back. */
  readonly connections: number
  /** Bodies up to this size are read whole before a connection to the suite is taken. */
  readonly smallBodyBytes: number
  /** A small body must be here by then. */
  readonly bodyWithinMs: number
  /** Whole time from the sent request to the head of the suite's answer, however many bytes trickle. */
  readonly answerWithinMs: number
  /** Silence allowed while a large body or an answer's body is under way. */
  readonly stallMs: number
  /** An idle connection is closed before the suite does it: Node's servers and Tomcat keep 5 s and more. */
  readonly idleMs: number
}

export const defaultPassthroughLimits: PassthroughLimits = {
  connections: 512,
  smallBodyBytes: 1_048_576,
  bodyWithinMs: 10_000,
  answerWithinMs: 30_000,
  stallMs: 30_000,
  idleMs: 4_000,
}
