// Every error that Banyan answers or logs: one table, one class. docs/reference/errors.md is generated from
// it.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

type Row = { status: number; title: string; retryHelps: boolean; logLevel: LogLevel }

const row = (status: number, title: string, retryHelps: boolean, logLevel: LogLevel): Row => ({
  status,
  title,
  retryHelps,
  logLevel,
})

/** code → HTTP status, title, whether the same request may succeed later, level in the log. */
export const errorTable = {
  'invalid-target': row(400, 'The request target is not one that Banyan accepts', false, 'debug'),
  'invalid-request': row(400, 'The request does not meet the contract', false, 'debug'),
  'malformed-body': row(400, 'The body is not valid JSON', false, 'debug'),
  'unknown-channel': row(400, 'There is no such sales channel', false, 'debug'),
  'unsupported-currency': row(400, 'This channel does not sell in that currency', false, 'debug'),
  'unsupported-country': row(400, 'This channel does not sell to that country', false, 'debug'),
  'invalid-override': row(400, 'The tester override is forged, expired or malformed', false, 'info'),
  unauthenticated: row(401, 'Credentials are missing or wrong', false, 'info'),
  'invalid-token': row(401, 'The token is not one that Banyan believes', false, 'debug'),
  'invalid-signature': row(401, 'The call is not signed, or not as it should be', false, 'info'),
  forbidden: row(403, 'These credentials do not allow that', false, 'info'),
  'unknown-operation': row(404, 'The contract has no such operation', false, 'debug'),
  'not-found': row(404, 'There is no such thing', false, 'debug'),
  'method-not-allowed': row(405, 'The contract has no such method here', false, 'debug'),
  'request-timeout': row(408, 'The request did not arrive in time', true, 'debug'),
  conflict: row(409, 'Somebody else changed it first', true, 'info'),
  'precondition-failed': row(412, 'It has changed since you read it', true, 'info'),
  'unknown-host': row(421, 'Nobody is at home here under that name', false, 'debug'),
  'precondition-required': row(428, 'Say which version you have read (If-Match)', false, 'debug'),
  'body-too-large': row(413, 'The body is larger than Banyan accepts', false, 'debug'),
  'unsupported-media-type': row(415, 'This operation takes application/json', false, 'debug'),
  'uri-too-long': row(414, 'The request target is longer than Banyan accepts', false, 'debug'),
  'headers-too-large': row(431, 'The request headers are larger than Banyan accepts', false, 'debug'),
  'too-many-requests': row(429, 'Too many requests', true, 'debug'),
  'shopper-gone': row(499, 'The shopper has gone before the answer was there', false, 'debug'),
  internal: row(500, 'Banyan made a mistake', true, 'error'),
  'capability-missing': row(501, 'Neither side offers this operation', false, 'warn'),
  'upstream-unreachable': row(502, 'The side that should answer cannot be reached', true, 'warn'),
  'upstream-failed': row(502, 'The side that should answer failed', true, 'warn'),
  'upstream-contract-violation': row(
    502,
    'The side answered something that breaks the contract',
    true,
    'warn',
  ),
  'circuit-open': row(503, 'The side that should answer is resting after failures', true, 'debug'),
  'bulkhead-full': row(503, 'The side that should answer has no room for another call', true, 'debug'),
  overloaded: row(503, 'There is more to do than Banyan can: come back in a moment', true, 'debug'),
  'shutting-down': row(503, 'This instance is going away', true, 'debug'),
  unavailable: row(503, 'A part that this needs is away', true, 'warn'),
  'deadline-exceeded': row(504, 'No side answered in time', true, 'warn'),
} as const satisfies { [code: string]: Row }

export type ErrorCode = keyof typeof errorTable

export type ProblemError = { readonly pointer: string; readonly detail: string }

type Options = {
  detail?: string
  errors?: readonly ProblemError[]
  cause?: unknown
  retryAfterSeconds?: number
  headers?: { readonly [name: string]: string }
}

/** The one error of Banyan; a port rejects with nothing else. `detail` may be shown to anyone: no secrets. */
export class BanyanError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly detail: string | undefined
  readonly errors: readonly ProblemError[]
  readonly retryAfterSeconds: number | undefined
  readonly headers: { readonly [name: string]: string }

  constructor(code: ErrorCode, options: Options = {}) {
    super(options.detail ?? errorTable[code].title, { cause: options.cause })
    this.name = 'BanyanError'
    this.code = code
    this.status = errorTable[code].status
    this.detail = options.detail
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
    this.headers = options.headers ?? {}
  }
}

/** Anything thrown, as the one error; what is unknown becomes `internal`, its text kept from the outside. */
export function asBanyanError(thrown: unknown): BanyanError {
  return thrown instanceof BanyanError ? thrown : new BanyanError('internal', { cause: thrown })
}

/** An RFC 9457 problem document. */
export type Problem = {
  type: string
  title: string
  status: number
  code: ErrorCode
  traceId: string
  detail?: string
  errors?: readonly ProblemError[]
}

/** The problem document of an error. Source: RFC 9457 §3. */
export function problemOf(error: BanyanError, traceId: string): Problem {
  return {
    type: `/problems/${error.code}`,
    title: errorTable[error.code].title,
    status: error.status,
    code: error.code,
    traceId,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.errors.length === 0 ? {} : { errors: error.errors }),
  }
}
