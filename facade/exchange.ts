// What is known about one request, from policy to policy: each stage is the one before it and one thing more.
// Nothing in an exchange changes; a policy that learns something hands on a new one.
import type { IncomingHttpHeaders } from 'node:http'
import type { ShopperContext } from '#contracts/call-context.ts'
import type { Operation } from '#contracts/operations.ts'
import type { Deadline } from './deadline.ts'
import type { Decision } from './decision/decide.ts'
import type { Client } from './http/client-address.ts'
import type { Trace } from './trace/trace-context.ts'

/** The connection that waits for the answer. */
export interface Shopper {
  /** Called once when he leaves before he has the answer; not called after it. */
  onGone(listener: () => void): void
}

/** A request that names an operation of the contract. */
export interface Arrived {
  readonly operation: Operation
  readonly method: string
  /** The target without its query. */
  readonly path: string
  readonly pathParameters: { readonly [name: string]: string | undefined }
  /** Behind the question mark, undecoded. */
  readonly query: string
  readonly headers: IncomingHttpHeaders
  /** Milliseconds on the monotonic clock. */
  readonly arrivedAt: number
  readonly shopper: Shopper
  /** Who asks, as far as trusted proxies say it. */
  readonly client: Client
}

export interface Identified extends Arrived {
  readonly requestId: string
  readonly trace: Trace
}

export interface Timed extends Identified {
  readonly deadline: Deadline
}

/** Who has proved by a token to be a customer of the shop. */
export type Customer = {
  /** The token's `sub`: the identity provider's own name for him, never to be logged. */
  readonly subject: string
  readonly scopes: readonly string[]
}

export interface Authenticated extends Timed {
  /** Null: the operation demands no token, or lets one be left out. */
  readonly customer: Customer | null
}

/** The unit of assignment; the id is ours, never taken unsigned. */
export type Visitor = {
  readonly id: string
  /** The token that he is given with the answer: he has none yet, or one of a secret on its way out. */
  readonly newToken: string | null
  /** When his id was minted, milliseconds since 1970; null where it does not say. */
  readonly since: number | null
}

export interface Visited extends Authenticated {
  readonly visitor: Visitor
}

/** Parameters of an operation: validated, coerced, with defaults, without the context's. */
export type OperationInput = { readonly [name: string]: string | number | readonly string[] }

export interface Valid extends Visited {
  readonly input: OperationInput
  readonly context: ShopperContext
}

export interface Decided extends Valid {
  readonly decision: Decision
}
