import { createRandom, streamSeed } from './random.ts'

/** One visit to come: when, whose, and with which chance. */
export type Arrival = {
  readonly atMs: number
  readonly index: number
  readonly visitor: number
  readonly seed: number
}

/** Stream 0 is the door's; visit n has stream n + 1, so that no visit depends on another. */
const door = 0

/**
 * Visits in an open loop: they come whether or not the shop keeps up (Poisson process).
 * @param sessionsPerSecond above 0
 * @param visitors size of the crowd that comes back; null: everybody comes once
 */
export function* arrivals(
  seed: number,
  sessionsPerSecond: number,
  visitors: number | null,
): Generator<Arrival, never> {
  const random = createRandom(streamSeed(seed, door))
  for (let index = 0, atMs = 0; ; index++) {
    yield {
      atMs,
      index,
      visitor: visitors === null ? index : random.integer(visitors),
      seed: streamSeed(seed, index + 1),
    }
    atMs += random.exponential(1_000 / sessionsPerSecond)
  }
}
