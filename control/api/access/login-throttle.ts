// Slows down who guesses the operators' password. Time is an argument; nothing is kept but counts.
import { LRUCache } from 'lru-cache'

type Failures = { count: number; lastAt: number }

/** Wrong passwords of one address that cost nothing: fingers slip. */
const free = 4
/** After that, each doubles the pause. */
const firstPauseMs = 1_000
const longestPauseMs = 15 * 60 * 1000
/** Wrong passwords per minute from everywhere, so that many addresses help nobody. */
const everywherePerMinute = 60

export type LoginThrottle = {
  /** Seconds to wait before this address may try again; 0 when it may now. */
  waitSeconds(address: string): number
  failed(address: string): void
  succeeded(address: string): void
}

export function createLoginThrottle(now: () => number = Date.now): LoginThrottle {
  const byAddress = new LRUCache<string, Failures>({ max: 10_000 })
  let minute = { startedAt: 0, count: 0 }
  const thisMinute = () => {
    if (now() - minute.startedAt >= 60_000) minute = { startedAt: now(), count: 0 }
    return minute
  }
  return {
    waitSeconds: (address) => {
      const own = pauseEndsAt(byAddress.get(address))
      const all = thisMinute().count >= everywherePerMinute ? minute.startedAt + 60_000 : 0
      return Math.max(0, Math.ceil((Math.max(own, all) - now()) / 1000))
    },
    failed: (address) => {
      byAddress.set(address, { count: (byAddress.get(address)?.count ?? 0) + 1, lastAt: now() })
      thisMinute().count++
    },
    succeeded: (address) => void byAddress.delete(address),
  }
}

function pauseEndsAt(failures: Failures | undefined): number {
  if (failures === undefined || failures.count <= free) return 0
  return failures.lastAt + Math.min(longestPauseMs, firstPauseMs * 2 ** (failures.count - free - 1))
}
