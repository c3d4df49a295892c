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
  /** Capabilities that may be called once although they rest. */
  readonly #woken = new Set<Capability>()
  readonly #wokenAt = new Map<Capability, number>()

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
    const { capability } = exchange.operation
    const breaker = this.#breakers.get(capability)
    if (breaker === undefined) return this.#side.call(exchange)
    if (breaker.opened && this.#woken.delete(capability)) return this.#lastResort(breaker, exchange)
    if (breaker.opened || (breaker.halfOpen && !breaker.pendingClose)) return Promise.reject(this.#resting())
    return breaker.fire(exchange)
  }

  /**
   * Lets one call through although the side rests, once per rest: for a shopper whom nobody else could
   * answer. False: not now.
   */
  wake(capability: Capability): boolean {
    const now = performance.now()
    if (this.#breakers.get(capability)?.opened !== true) return false
    if (now - (this.#wokenAt.get(capability) ?? Number.NEGATIVE_INFINITY) < this.#restMs) return false
    this.#wokenAt.set(capability, now)
    this.#woken.add(capability)
    return true
  }

  async close(): Promise<void> {
    for (const breaker of this.#breakers.values()) breaker.shutdown()
    await this.#side.close()
  }

  async #lastResort(breaker: Breaker, exchange: Decided): Promise<Body> {
    const body = await this.#side.call(exchange)
    breaker.close()
    return body
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
