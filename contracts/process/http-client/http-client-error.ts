/** Why a call has no answer, beside what the system says itself (`ECONNREFUSED`, `ENOTFOUND` …). */
export type HttpClientErrorCode =
  /** No connection within the time for it. */
  | 'CONNECT_TIMEOUT'
  /** The connection ended before the answer was whole. */
  | 'CONNECTION_CLOSED'
  /** What came is no answer that may be believed. */
  | 'MALFORMED_ANSWER'
  | 'ANSWER_TOO_LARGE'
  /** As many calls wait for a connection as may. */
  | 'POOL_FULL'
  | 'POOL_CLOSED'

/** A call that this client ended, told by its code. */
export class HttpClientError extends Error {
  readonly code: HttpClientErrorCode

  constructor(code: HttpClientErrorCode, options?: ErrorOptions) {
    super(code, options)
    this.name = 'HttpClientError'
    this.code = code
  }
}
