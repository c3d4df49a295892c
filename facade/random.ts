import { randomFillSync } from 'node:crypto'

/** Randomness as a dependency: so many random bytes, written as text. */
export type Random = (bytes: number, encoding: 'hex' | 'base64url') => string

/** Real randomness from a pool: one system call serves hundreds of ids (2 µs each without it). */
export function createRandom(): Random {
  const pool = Buffer.alloc(8_192)
  let used = pool.length
  return (bytes, encoding) => {
    if (used + bytes > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const start = used
    used += bytes
    return pool.toString(encoding, start, used)
  }
}
