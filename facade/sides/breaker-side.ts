import CircuitBreaker from 'opossum'
import { BanyanError } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import type { Decided } from '../exchange.ts'
import type { StalledSince } from '../limits/own-stalls.ts'
import type { Body } from '../reply.ts'
import { type Side, sideFailures } from './side.ts'

export type BreakerState = 'closed' | 'half-open' | 'open'

export type BreakerSettings = {
  readonly capabilities: readonly Capability[]
  /** How long a side rests before one call may try it again, milliseconds. */
  readonly restMs: number
  /** What failed while our own process stood still tells nothing about the side. */
  readonly stalledSince: StalledSince
  readonly onChange: (capability: Capability, state: BreakerState) => void
}

type Breaker = CircuitBreaker<[Decided], Body>

/** More than half of the calls of the window failed … */
const windowMs = 2_000
const errorPercent = 50
const fewestCalls = 20
/** … or so many in a row, which is how a dead side shows where there is little traffic. */
const mostInARow = 5
/** A deadline that is noticed so late was missed by us, not by the side: our event loop stood still. */
const ownStallMs = 500

/**
 * A side that is left alone for a while when it fails: one breaker per capability. While it rests, calls fail
 * at once with `circuit-open`, so that the other side can answer without waiting.
 */
export class BreakerSide implements Side {
  readonly #side: Side
  readonly #restMs: number
  readonly #breakers = new Map<Capability, Breaker>()

  constructor(side: Side, settings: BreakerSettings) {
    this.#side = side
    this.#restMs = settings.restMs
    for (const capability of settings.capabilities) {
      const breaker = createBreaker(side, settings)
      breaker.on('open', () => settings.onChange(capability, 'open'))
      breaker.on('halfOpen', () => settings.onChange(capability, 'half-open'))
      breaker.on('close', () => settings.onChange(capability, 'closed'))
      this.#breakers.set(capability, breaker)
    }
  }

  state(capability: Capability): BreakerState {
    const breaker = this.#breakers.get(capability)
    return breaker === undefined ? 'closed' : stateOf(breaker)
  }

  call(exchange: Decided): Promise<Body> {
    const breaker = this.#breakers.get(exchange.operation.capability)
    if (breaker === undefined) return this.#side.call(exchange)
    if (breaker.opened || (breaker.halfOpen && !breaker.pendingClose)) return Promise.reject(this.#resting())
    return breaker.fire(exchange)
  }

  async close(): Promise<void> {
    for (const breaker of this.#breakers.values()) breaker.shutdown()
    await this.#side.close()
  }

  #resting(): BanyanError {
    return new BanyanError('circuit-open', { retryAfterSeconds: Math.ceil(this.#restMs / 1000) })
  }
}

function createBreaker(side: Side, { restMs, stalledSince }: BreakerSettings): Breaker {
  const breaker: Breaker = new CircuitBreaker((exchange: Decided) => side.call(exchange), {
    timeout: false,
    resetTimeout: restMs,
    errorThresholdPercentage: errorPercent,
    volumeThreshold: fewestCalls,
    rollingCountTimeout: windowMs,
    rollingCountBuckets: 10,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    errorFilter: (error: unknown, exchange?: Decided) => {
      if (!countsAgainst(error, breaker)) return true
      // A trial call that we have disturbed has not shown that the side is back.
      return !breaker.halfOpen && wasOwnStall(error, exchange, stalledSince)
    },
  })
  let inARow = 0
  breaker.on('success', () => {
    inARow = 0
  })
  breaker.on('failure', () => {
    inARow += 1
    if (inARow >= mostInARow) breaker.open()
  })
  return breaker
}

function countsAgainst(error: unknown, breaker: Breaker): boolean {
  if (!(error instanceof BanyanError)) return true
  // A trial call whose shopper left has not shown that the side is back.
  if (error.code === 'shopper-gone') return breaker.halfOpen
  return sideFailures.has(error.code)
}

function wasOwnStall(error: unknown, exchange: Decided | undefined, stalledSince: StalledSince): boolean {
  if (exchange === undefined) return false
  if (stalledSince(exchange.arrivedAt)) return true
  const isDeadline = error instanceof BanyanError && error.code === 'deadline-exceeded'
  return isDeadline && performance.now() > exchange.deadline.endsAt + ownStallMs
}

function stateOf(breaker: Breaker): BreakerState {
  if (breaker.opened) return 'open'
  return breaker.halfOpen ? 'half-open' : 'closed'
}
