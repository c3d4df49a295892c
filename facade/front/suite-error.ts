// What went wrong between us and the suite, as Banyan's own error: pure.
import { BanyanError } from '#contracts/errors.ts'
import { isConnectionLost, relayError } from '../sides/relayed-answer.ts'

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The error to answer for a failed attempt. */
export function suiteError(error: Error): BanyanError {
  if (error instanceof BanyanError) return error
  return isOf(error, 'UND_ERR_CONNECT_TIMEOUT')
    ? new BanyanError('upstream-unreachable', { cause: error })
    : relayError(error)
}

/** undici's own names for what Node's sockets say otherwise. */
function isOf(error: Error, code: string): boolean {
  return 'code' in error && error.code === code
}

/**
 * Whether the same request may be sent once more: the connection was lost before any answer, and asking twice
 * changes nothing. Source: RFC 9110 §9.2.2.
 */
export function mayAskAgain(method: string, error: Error): boolean {
  return safeMethods.has(method) && (isConnectionLost(error) || isOf(error, 'UND_ERR_SOCKET'))
}
