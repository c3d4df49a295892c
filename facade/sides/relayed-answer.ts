// What an HTTP service's answer, or its absence, means: pure.
import { BanyanError, type ProblemError } from '#contracts/errors.ts'
import type { Body } from '../reply.ts'

export type RelayedAnswer = {
  readonly status: number
  readonly contentType: string
  /** Absent or empty: as it is. */
  readonly contentEncoding?: string
  readonly bytes: Buffer
}

const json = /^application\/(?:[\w.-]+\+)?json(?:;|$)/i

const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
])
const lost: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'CONNECTION_CLOSED'])

/** Whether the connection broke: an idle one that the other end had just given up, most likely. */
export function isConnectionLost(error: Error): boolean {
  return lost.has(codeOf(error))
}

/** A failed call as Banyan's error. */
export function relayError(cause: Error): BanyanError {
  return new BanyanError(unreachable.has(codeOf(cause)) ? 'upstream-unreachable' : 'upstream-failed', {
    cause,
  })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}

/** The body of a 200 answer, untouched. @throws BanyanError for every other answer */
export function bodyOf({ status, contentType, contentEncoding = '', bytes }: RelayedAnswer): Body {
  if (status === 404) throw new BanyanError('not-found', told(bytes))
  if (status === 400) throw new BanyanError('invalid-request', told(bytes))
  if (status !== 200) throw new BanyanError('upstream-failed', { cause: new Error(`status ${status}`) })
  if (!json.test(contentType)) {
    const cause = new Error('the answer is not JSON')
    throw new BanyanError('upstream-contract-violation', { cause })
  }
  // Nobody asked for it: the shopper would get packed bytes as JSON, and a bomb perhaps.
  if (contentEncoding !== '' && contentEncoding !== 'identity') {
    const cause = new Error('the answer is compressed')
    throw new BanyanError('upstream-contract-violation', { cause })
  }
  return { kind: 'bytes', bytes, contentType: 'application/json' }
}

/** What the service's problem document says to the shopper; nothing else of it is passed on. */
function told(bytes: Buffer): { detail?: string; errors?: readonly ProblemError[] } {
  let problem: unknown
  try {
    problem = JSON.parse(bytes.toString('utf8'))
  } catch {
    return {}
  }
  if (typeof problem !== 'object' || problem === null) return {}
  const detail = 'detail' in problem && typeof problem.detail === 'string' ? { detail: problem.detail } : {}
  return 'errors' in problem && Array.isArray(problem.errors)
    ? { ...detail, errors: problem.errors.flatMap(problemError) }
    : detail
}

function problemError(error: unknown): ProblemError[] {
  if (typeof error !== 'object' || error === null || !('pointer' in error) || !('detail' in error)) return []
  return [{ pointer: String(error.pointer), detail: String(error.detail) }]
}
