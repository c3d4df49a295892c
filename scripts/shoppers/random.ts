// Chance that can be had again: the same seed gives the same numbers, on every machine.

export type Random = {
  /** 0 ≤ x < 1 */
  next(): number
  /** 0 ≤ i < below */
  integer(below: number): number
  /** 0 ≤ i < below, small ones far more often: few things are popular. */
  popular(below: number): number
  chance(probability: number): boolean
  /** Exponentially distributed around a mean: how long until the next of many independent things. */
  exponential(mean: number): number
}

/**
 * 32 bits of a seed for the n-th stream. Source: splitmix32, the finaliser of MurmurHash3 (Austin Appleby).
 */
export function streamSeed(seed: number, stream: number): number {
  let z = (seed + Math.imul(stream + 1, 0x9e3779b9)) | 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

/**
 * One stream of chance. Source: mulberry32 (Tommy Ettinger, public domain); period 2³².
 * @param seed 32 bits; more are cut off
 */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    popular: (below) => Math.floor(next() ** 2.5 * below),
    chance: (probability) => next() < probability,
    exponential: (mean) => -Math.log(1 - next()) * mean,
  }
}
