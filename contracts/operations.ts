// The contract's operations as code sees them: one row each, and the types of what goes in and comes out.
import type { CallContext } from './call-context.ts'
import type { operations as Documents } from './generated/openapi.ts'
import { operationRows } from './generated/operations.ts'

export type OperationId = (typeof operationRows)[number]['id']
export type Capability = (typeof operationRows)[number]['capability']
export type Journey = (typeof operationRows)[number]['journey']

/** Who may answer when the decided side cannot. */
export type Fallback = 'other-side' | 'none'

/** Who is served first when there is more than can be served: what earns money now, then what may later. */
export type Priority = 'checkout' | 'browse'

/** How long answers of an operation may be kept; only where they are the same for every shopper. */
export type CacheDeclaration = {
  readonly ttlSeconds: number
  /** So long after the ttl: served at once, while a new one is fetched (RFC 5861 §3). */
  readonly staleWhileRevalidateSeconds: number
  /** So long after the ttl: served only when the side fails (RFC 5861 §4). */
  readonly staleIfErrorSeconds: number
  /** "There is no such thing"; 0: not kept. */
  readonly negativeTtlSeconds: number
}

/** A customer's token, demanded or welcome, and the scopes that it must carry. */
export type Authentication = { readonly required: boolean; readonly scopes: readonly string[] }

/** One operation of the contract and what it declares about itself (`x-banyan`). */
export type Operation = {
  readonly id: OperationId
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** OpenAPI template, e.g. `/v1/products/{key}`. */
  readonly path: string
  readonly capability: Capability
  readonly journey: Journey
  /** True when calling it twice changes nothing (RFC 9110 §9.2.1). */
  readonly safe: boolean
  readonly fallback: Fallback
  readonly priority: Priority
  /** Budget of the whole answer, both sides together. */
  readonly deadlineMs: number
  /** Null: its answers are kept by nobody. */
  readonly cache: CacheDeclaration | null
  /** Null: whoever calls is nobody. From the contract's `security`. */
  readonly authentication: Authentication | null
  /** Pointers to what is about a person (`x-pii`), e.g. `/query/q`; a star for each item of a list. */
  readonly personal: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' }[]
  readonly inputSchema: object
  readonly outputSchema: object
}

export const operations: readonly Operation[] = operationRows

export const capabilities: readonly Capability[] = [...new Set(operationRows.map((row) => row.capability))]
export const journeys: readonly Journey[] = [...new Set(operationRows.map((row) => row.journey))]

export const operationById: ReadonlyMap<OperationId, Operation> = new Map(operations.map((o) => [o.id, o]))

type Parameters<Id extends OperationId> = Documents[Id]['parameters']
/** A place without parameters is `never` in the documents' types: then it adds nothing. */
type Part<P, Key extends 'path' | 'query'> = P extends { [K in Key]?: infer Value }
  ? [NonNullable<Value>] extends [never]
    ? unknown
    : NonNullable<Value>
  : unknown

/** The context's own parameters; a side gets them resolved, in its `CallContext`. */
type ContextName = 'channel' | 'country' | 'currency' | 'locale'

/** Path and query parameters, validated, coerced and with defaults filled in; without the context's. */
export type Input<Id extends OperationId> = Omit<
  WithDefaults<Part<Parameters<Id>, 'path'> & Part<Parameters<Id>, 'query'>>,
  ContextName
>

/** Parameters that the contract gives a default always have a value behind validation. */
type Defaulted = 'page' | 'pageSize' | 'sort' | 'limit' | 'by' | 'q'
type WithDefaults<T> = Omit<T, Defaulted> & { [K in Extract<keyof T, Defaulted>]-?: NonNullable<T[K]> }

/** The 200 answer of an operation. */
export type Output<Id extends OperationId> = Documents[Id]['responses'][200]['content']['application/json']

/**
 * One operation answered by someone: an adapter's map or a service.
 * Rejects only with a `BanyanError` (`not-found` where the thing is unknown); must honour `context.signal`;
 * may run any number of times at once; never changes its input.
 */
export type Handler<Id extends OperationId> = (input: Input<Id>, context: CallContext) => Promise<Output<Id>>

/** All operations of some capabilities. */
export type Handlers<C extends Capability = Capability> = {
  [Row in (typeof operationRows)[number] as Row['capability'] extends C ? Row['id'] : never]: Handler<
    Row['id']
  >
}
