import type { ProbedOperation } from '../stage/probe.ts'

/** One kind of request in a mix; `WORD` in its target is replaced by a word of its own. */
export type LoadedRequest = {
  readonly operation: ProbedOperation | 'passthrough'
  readonly target: string
  readonly headers: { readonly [name: string]: string }
  /** Of the mix: 2 comes twice as often as 1. */
  readonly weight: number
}

/** Load at a constant rate: requests are due by the clock, whatever happened to those before. */
export type LoadOrder = {
  readonly port: number
  readonly perSecond: number
  readonly seconds: number
  readonly requests: readonly LoadedRequest[]
  /** Different words; the fewer, the more a cache can answer. */
  readonly words: number
  /** Connections at most; what finds none waits, and its latency goes on. */
  readonly connections: number
  /** Every so many answers one is held against the contract; 1: all. */
  readonly validateEvery: number
  /** Each request asks for the end of its connection. */
  readonly closing?: boolean
  /** A kept connection that closes under a request is a failure; else the request is sent once more. */
  readonly strict?: boolean
}

/** What came of it. Every request that was due is in exactly one of `good`, `byStatus` and `lost`. */
export type LoadResult = {
  readonly due: number
  /** 200 within the run, and valid wherever that was looked at. */
  readonly good: number
  /** Other answers, by status. */
  readonly byStatus: { readonly [status: string]: number }
  /** Cut, refused, or not answered 15 s after the end. */
  readonly lost: number
  /** Answers that broke the contract. */
  readonly breaches: readonly string[]
  /** Of good answers, in milliseconds from when each was due. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Of answers 429 and 503, from when they were sent: a queue of ours is none of the façade's. */
  readonly refusedP99Ms: number
  /** Refusals without Retry-After. */
  readonly refusedBlindly: number
  /** The same by operation. */
  readonly p99ByOperation: { readonly [operation: string]: number }
  /** How late requests were sent because this process or its connections were busy, 99th percentile. */
  readonly lateP99Ms: number
  /** Good answers in each second of the run. */
  readonly goodBySecond: readonly number[]
}
