// What a call to a suite that went wrong is called in Banyan.
import { BanyanError } from '#contracts/errors.ts'
import { fieldOf } from '#contracts/process/http-client/answer-head.ts'
import type { SuiteAnswer } from './suite-http.ts'

const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'CONNECT_TIMEOUT',
])

const broken: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'CONNECTION_CLOSED'])

/** Whether the connection just broke: an idle one that the suite had given up, most likely. */
export function brokeBeforeAnswer(error: Error): boolean {
  return broken.has(codeOf(error))
}

/** The error of a call that got no whole answer. */
export function connectionError(cause: Error): BanyanError {
  const code = codeOf(cause)
  if (code === 'ANSWER_TOO_LARGE') return tooLarge(cause)
  if (unreachable.has(code))
    return new BanyanError('upstream-unreachable', { detail: 'The suite cannot be reached', cause })
  return new BanyanError('upstream-failed', { detail: 'The suite broke off', cause })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}

/** The refusal of an answer that has more bytes than the adapter accepts. */
export function tooLarge(cause: unknown): BanyanError {
  return violation('is larger than the adapter accepts', cause)
}

/** The error of an answer whose status the adapter did not expect; the suite's words are kept back. */
export function statusError({ status, fields }: SuiteAnswer): BanyanError {
  const seconds = Number(fieldOf(fields, 'retry-after'))
  return new BanyanError('upstream-failed', {
    detail: `The suite answered ${status}`,
    ...(seconds > 0 && seconds <= 3600 ? { retryAfterSeconds: Math.ceil(seconds) } : {}),
  })
}

/** Why a call ended before its answer: what the signal says, else the deadline. */
export function abortError(signal: AbortSignal): BanyanError {
  const reason: unknown = signal.reason
  return reason instanceof BanyanError ? reason : new BanyanError('deadline-exceeded', { cause: reason })
}

/** The text as JSON. @throws BanyanError upstream-contract-violation */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw violation('is not valid JSON', cause)
  }
}

function violation(detail: string, cause: unknown): BanyanError {
  return new BanyanError('upstream-contract-violation', { errors: [{ pointer: '', detail }], cause })
}
