import type { ErrorCode } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { Side as SideName } from '#contracts/sides.ts'
import type { Decided } from '../exchange.ts'
import type { Body } from '../reply.ts'

/**
 * Whoever can answer operations. Resolves with the body of the 200 answer. Rejects only with `BanyanError`:
 * `not-found` and `invalid-request` are answers to the shopper; `sideFailures` are failures of the side; and
 * what the exchange's deadline says when it is over, promptly, with nothing left running. Any number of calls
 * at once.
 */
export interface Side {
  call(exchange: Decided): Promise<Body>
  close(): Promise<void>
}

/** Asks that one call may reach a side that rests. False: it does not rest, or was asked a moment ago. */
export type Wake = (side: SideName, capability: Capability) => boolean

/** What counts against a side, and what the other side may make good. */
export const sideFailures: ReadonlySet<ErrorCode> = new Set([
  'upstream-unreachable',
  'upstream-failed',
  'upstream-contract-violation',
  'circuit-open',
  'bulkhead-full',
  'deadline-exceeded',
])
