// What a call to the shop API that went wrong is called in Banyan.
import { BanyanError } from '#contracts/errors.ts'
import { breach, type Fields, fields } from '../shared/reading.ts'

/** What axios tells about a failed request. */
export type TransportFailure = {
  readonly code?: string | undefined
  readonly message: string
  /** Of the answer's head, where it came that far. */
  readonly status?: number | undefined
  readonly retryAfter?: string | undefined
}

const unreachable = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
])

/** The error of a call that got no answer, or one with an HTTP error. */
export function transportError(failure: TransportFailure, signal: AbortSignal, cause: unknown): BanyanError {
  if (signal.aborted) return abortError(signal)
  if (failure.code !== undefined && unreachable.has(failure.code)) {
    return new BanyanError('upstream-unreachable', { detail: 'The suite cannot be reached', cause })
  }
  if (failure.message.startsWith('maxContentLength')) return breach('', 'is larger than the adapter accepts')
  const seconds = Number(failure.retryAfter)
  return new BanyanError('upstream-failed', {
    detail: failure.status === undefined ? 'The suite broke off' : `The suite answered ${failure.status}`,
    cause,
    ...(seconds > 0 && seconds <= 3600 ? { retryAfterSeconds: Math.ceil(seconds) } : {}),
  })
}

/** Why a call ended before its answer: what the signal says, else the deadline. */
export function abortError(signal: AbortSignal): BanyanError {
  const reason: unknown = signal.reason
  return reason instanceof BanyanError ? reason : new BanyanError('deadline-exceeded', { cause: reason })
}

/** The `data` of a GraphQL answer. @throws BanyanError upstream-failed for GraphQL errors */
export function dataOf(body: string): Fields {
  const answer = fields(parsed(body), '')
  if (Array.isArray(answer.errors) && answer.errors.length > 0) {
    throw new BanyanError('upstream-failed', {
      detail: `The suite refused the query: ${codeOf(answer.errors[0])}`,
    })
  }
  return fields(answer.data, '/data')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new BanyanError('upstream-contract-violation', {
      errors: [{ pointer: '', detail: 'is not valid JSON' }],
      cause,
    })
  }
}

/** The error's code where it looks like one: the suite's own words may hold anything. */
function codeOf(error: unknown): string {
  const extensions = (error as { extensions?: { code?: unknown } } | null)?.extensions
  const code = extensions?.code
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : 'no code'
}
