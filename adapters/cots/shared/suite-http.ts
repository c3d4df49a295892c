// How adapters reach their suite: HTTP over kept connections, bounded in connections, bytes and time. Low in
// undici, because a client made for convenience costs more than all the rest of a call. Measured in
// docs/adr/0008-suites-are-reached-by-undici.md.
import type { IncomingHttpHeaders } from 'node:http'
import { Pool } from 'undici'
import { createRetryBudget, type RetryBudget } from '#contracts/process/retry-budget.ts'
import { SuiteExchange } from './suite-exchange.ts'

export type SuiteCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query, from the root of the origin. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: string | null
  /** It changes nothing, so it may be sent anew when its connection broke before an answer. */
  readonly repeatable: boolean
  readonly signal: AbortSignal
}

export type SuiteAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Decoded and whole. */
  readonly text: string
}

/**
 * Sends calls to one suite, any number at once. Resolves with every answer, whatever its status: only the
 * suite's adapter knows what a status means. Redirects are answers, not followed; no proxy of the environment
 * is used; no cookie is kept. Rejects only with `BanyanError`: `upstream-unreachable`, `upstream-failed`,
 * `upstream-contract-violation` for an answer that is too large, or what the signal says.
 */
export interface SuiteHttp {
  send(call: SuiteCall): Promise<SuiteAnswer>
  close(): Promise<void>
}

export type SuiteHttpSettings = {
  /** e.g. `https://suite.example` */
  readonly origin: string
  /** Connections at once; more calls wait for one, no longer than their signal allows. */
  readonly connections: number
  /** Of an answer as sent, and again when it is decompressed. */
  readonly maxAnswerBytes: number
  /** Shared by all that calls the suite; one of its own where there is nothing else. */
  readonly retries?: RetryBudget | undefined
}

/**
 * Idle connections go before most servers give them up, and before the suite could have moved: one that comes
 * back under another address is used within this and its name's time to live.
 */
const idleMs = 4_000
const connectWithinMs = 3_000

export function createSuiteHttp(settings: SuiteHttpSettings): SuiteHttp {
  const { origin, connections, maxAnswerBytes, retries = createRetryBudget() } = settings
  const pool = new Pool(origin, {
    connections,
    connectTimeout: connectWithinMs,
    // The call's signal bounds both; undici's own timers would only cost.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    allowH2: false,
  })
  return {
    send(call) {
      retries.asked()
      return new SuiteExchange(call, { pool, retries, maxAnswerBytes }).start()
    },
    close: () => pool.destroy(),
  }
}
