// What went wrong between us and the suite, as Banyan's own error: pure.
import { BanyanError } from '#contracts/errors.ts'
import { isConnectionLost, relayError } from '../sides/relayed-answer.ts'

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The error to answer for a failed attempt. */
export function suiteError(error: Error): BanyanError {
  return error instanceof BanyanError ? error : relayError(error)
}

/**
 * Whether the same request may be sent once more: the connection was lost before any answer, and asking twice
 * changes nothing. Source: RFC 9110 §9.2.2.
 */
export function mayAskAgain(method: string, error: Error): boolean {
  return safeMethods.has(method) && isConnectionLost(error)
}
