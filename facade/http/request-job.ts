import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Job, Rank } from '../limits/admission.ts'
import type { Target } from './request-target.ts'
import type { RoutedOperation } from './route-operation.ts'

/** What a server does with a request that it has read. */
export type Treatment = {
  begin(request: RequestJob): void
  turnAway(request: RequestJob): void
}

type Read = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly target: Target
  /** Null: it is no operation of the contract. */
  readonly routed: RoutedOperation | null
}

/**
 * A request that is begun at once, in a later turn of the loop, or not at all. Only what is begun becomes an
 * exchange.
 */
export class RequestJob implements Job {
  readonly rank: Rank
  readonly offeredAt = performance.now()
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly target: Target
  readonly routed: RoutedOperation | null
  readonly #treatment: Treatment

  constructor({ req, res, target, routed }: Read, treatment: Treatment) {
    // Old clients' own calls are not told apart; most of the time they are reads.
    this.rank = routed === null ? 'browse' : routed.operation.priority
    this.req = req
    this.res = res
    this.target = target
    this.routed = routed
    this.#treatment = treatment
  }

  /** Nothing is begun for somebody who has left while he waited. */
  start(): boolean {
    if (this.res.destroyed) return false
    this.#treatment.begin(this)
    return true
  }

  refuse(): void {
    this.#treatment.turnAway(this)
  }
}
