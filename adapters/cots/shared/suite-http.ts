// How adapters reach their suite: HTTP over kept connections, bounded in connections, bytes and time. Over
// the house's own small client, because one made for convenience costs more than all the rest of a call.
// Measured in docs/adr/0008-suites-are-not-reached-by-axios.md.
import { ConnectionPool } from '#contracts/process/http-client/connection-pool.ts'
import { writeFields, writeRequestHead } from '#contracts/process/http-client/request-head.ts'
import { createRetryBudget, type RetryBudget } from '#contracts/process/retry-budget.ts'
import { SuiteExchange, type Written } from './suite-exchange.ts'
import { connectionError } from './suite-failure.ts'

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
  /** Of the head: names in lower case and values in turn; `fieldOf` finds one. */
  readonly fields: readonly string[]
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
  const { connections, maxAnswerBytes, retries = createRetryBudget() } = settings
  const origin = new URL(settings.origin)
  const pool = new ConnectionPool({
    ...{ origin, connections, idleMs },
    // Bounded by who calls: the façade's bulkheads, and the feed one by one.
    waiting: Number.MAX_SAFE_INTEGER,
    connectTimeoutMs: connectWithinMs,
    largestAnswerBytes: maxAnswerBytes,
  })
  const always = writeFields(['host', origin.host, 'connection', 'keep-alive'])
  return {
    async send(call) {
      retries.asked()
      return new SuiteExchange(call, written(call, always), { pool, retries, maxAnswerBytes }).start()
    },
    close: async () => pool.close(),
  }
}

function written({ method, path, headers, body }: SuiteCall, always: string): Written {
  const bytes = body === null ? null : Buffer.from(body)
  const length = bytes === null ? '' : `content-length: ${bytes.length}\r\n`
  try {
    return { head: writeRequestHead(method, path, always + writeFields(headers) + length), body: bytes }
  } catch (error) {
    throw connectionError(error as Error)
  }
}
