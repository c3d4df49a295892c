import type { BanyanError } from '#contracts/errors.ts'
import type { KeptBody } from './cache/kept-body.ts'
import type { CacheOutcome } from './cache/shelf.ts'
import type { Decision } from './decision/decide.ts'

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly contentType: string }

/** Names and values in turn, as Node writes them. */
export type Headers = readonly string[]

/** What the cache had to do with a reply. */
export type Cached = {
  readonly outcome: CacheOutcome
  /** How long the answer is fresh yet, milliseconds; negative where it is not any more. */
  readonly ttlMs: number
  /** Whether what the side answered was kept. */
  readonly stored: boolean
}

/** What the shopper gets. A failure is a reply too, so that no policy has to catch to add what it owes. */
export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly body: Body | KeptBody
  /** Who answered and why; where nobody did, what was decided; null before a decision. */
  readonly decision: Decision | null
  /** How long the side took, milliseconds; 0 where none was asked. */
  readonly sideMs: number
  /** Set on failures; the policy `problem` writes the document. */
  readonly error: BanyanError | null
  /** Null where the cache was not asked. */
  readonly cached: Cached | null
}

const noHeaders: Headers = []
const noBody: Body = { kind: 'bytes', bytes: new Uint8Array(0), contentType: 'text/plain' }

/** A side's answer. */
export function success(body: Body, decision: Decision, sideMs: number): Reply {
  return { status: 200, headers: noHeaders, body, decision, sideMs, error: null, cached: null }
}

/** An error on its way out. */
export function failure(error: BanyanError, decision: Decision | null = null, sideMs = 0): Reply {
  return { status: error.status, headers: noHeaders, body: noBody, decision, sideMs, error, cached: null }
}

/** The same reply with more headers. */
export function withHeaders(reply: Reply, ...more: readonly string[]): Reply {
  return { ...reply, headers: [...reply.headers, ...more] }
}
