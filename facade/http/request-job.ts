import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Arrived } from '../exchange.ts'
import type { Job, Rank } from '../limits/admission.ts'

/** What a server does with a request that it has read. */
export type Treatment = {
  begin(request: RequestJob): void
  turnAway(request: RequestJob): void
}

type Read = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Null: it is no operation of the contract. */
  readonly exchange: Arrived | null
}

/** A request that is begun at once, in a later turn of the loop, or not at all. */
export class RequestJob implements Job {
  readonly rank: Rank
  readonly offeredAt: number
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly exchange: Arrived | null
  readonly #treatment: Treatment

  constructor({ req, res, exchange }: Read, treatment: Treatment) {
    // Old clients' own calls are not told apart; they are most of the time reads.
    this.rank = exchange === null ? 'browse' : exchange.operation.priority
    this.offeredAt = exchange === null ? performance.now() : exchange.arrivedAt
    this.req = req
    this.res = res
    this.exchange = exchange
    this.#treatment = treatment
  }

  /** Nothing is begun for somebody who has left while he waited. */
  start(): void {
    if (!this.res.destroyed) this.#treatment.begin(this)
  }

  refuse(): void {
    this.#treatment.turnAway(this)
  }
}
