/** Bounds of the passthrough; times in milliseconds. */
export type PassthroughLimits = {
  /** Connections to the suite for small requests, and so such requests in flight; more are to come back. */
  readonly connections: number
  /**
   * Large uploads at once, on connections of their own: slow ones leave those of the others alone. A quarter
   * of them for one client.
   */
  readonly uploads: number
  /** WebSockets at once, a quarter of them for one client. */
  readonly tunnels: number
  /** Bodies up to this size are read whole before a connection to the suite is taken. */
  readonly smallBodyBytes: number
  /** Bytes of such bodies that are kept at once, of all requests together. */
  readonly bodyMemoryBytes: number
  /** A small body must be here by then. */
  readonly bodyWithinMs: number
  /** A large upload may take its time, but must keep this pace over each `stallMs`. */
  readonly uploadBytesPerSecond: number
  readonly connectWithinMs: number
  /** Whole time from the sent request to the head of the suite's answer, however many bytes trickle. */
  readonly answerWithinMs: number
  /** Silence allowed while a large body or an answer's body is under way. */
  readonly stallMs: number
  /** A WebSocket on which nobody says anything is closed; clients and suites send pings. */
  readonly tunnelIdleMs: number
  /** An idle connection is closed before the suite does it: Node's servers and Tomcat keep 5 s and more. */
  readonly idleMs: number
  /** A connection is not used longer, so that a suite that moves to another address is followed there. */
  readonly connectionAgeMs: number
}

export const defaultPassthroughLimits: PassthroughLimits = {
  connections: 512,
  uploads: 64,
  tunnels: 256,
  smallBodyBytes: 262_144,
  bodyMemoryBytes: 67_108_864,
  bodyWithinMs: 10_000,
  uploadBytesPerSecond: 1_024,
  connectWithinMs: 5_000,
  answerWithinMs: 30_000,
  stallMs: 30_000,
  tunnelIdleMs: 300_000,
  idleMs: 4_000,
  connectionAgeMs: 5_000,
}
