import { createRandom, streamSeed } from './random.ts'

/** One visit to come: whose, and with which chance. */
export type Arrival = {
  readonly index: number
  readonly visitor: number
  readonly seed: number
}

/** Streams 0 and 1 are the door's; visit n has stream n + 2, so that no visit depends on another. */
const [crowd, clock, firstVisit] = [0, 1, 2]

/**
 * Visits in their order.
 * @param visitors size of the crowd that comes back; null: everybody comes once
 */
export function* arrivals(seed: number, visitors: number | null): Generator<Arrival, never> {
  const random = createRandom(streamSeed(seed, crowd))
  for (let index = 0; ; index++) {
    const visitor = visitors === null ? index : random.integer(visitors)
    yield { index, visitor, seed: streamSeed(seed, firstVisit + index) }
  }
}

/** How many of something there should have been by now, in an open loop: whether or not the shop keeps up. */
export type Schedule = {
  /** @param elapsedMs never less than before */
  due(elapsedMs: number): number
  /** When the next one is due, milliseconds from the start. */
  readonly nextAtMs: number
}

/**
 * Independent events at a mean rate (Poisson process).
 * @param perSecond above 0
 */
export function createSchedule(seed: number, perSecond: number): Schedule {
  const random = createRandom(streamSeed(seed, clock))
  let count = 0
  let nextAtMs = 0
  return {
    due: (elapsedMs) => {
      for (; nextAtMs <= elapsedMs; nextAtMs += random.exponential(1_000 / perSecond)) count += 1
      return count
    },
    get nextAtMs() {
      return nextAtMs
    },
  }
}
