// What went wrong between us and the suite, as Banyan's own error: pure.
import { BanyanError } from '#contracts/errors.ts'

const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
])
const reset: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE'])
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** The error to answer for a failed attempt. */
export function suiteError(error: unknown): BanyanError {
  if (error instanceof BanyanError) return error
  const code = unreachable.has(codeOf(error)) ? 'upstream-unreachable' : 'upstream-failed'
  return new BanyanError(code, { cause: error })
}

/**
 * Whether the same request may be sent once more: the connection was lost before any answer, and asking twice
 * changes nothing. Source: RFC 9110 §9.2.2.
 */
export function mayAskAgain(method: string | undefined, error: unknown): boolean {
  return safeMethods.has(method ?? '') && reset.has(codeOf(error))
}
