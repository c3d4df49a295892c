/** What the load generator is asked for. */
export type LoadOrder = {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  readonly headers: { readonly [name: string]: string }
  /** Sent as POST when there is one. */
  readonly body: string | null
  /** True: each request comes from another visitor; false: one visitor makes them all. */
  readonly crowd: boolean
  readonly visitorSecret: string
}

/** What one stretch of load showed. */
export type LoadResult = {
  /** Answers with status 2xx only. */
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Errors, time-outs and every other status. */
  readonly failed: number
}
