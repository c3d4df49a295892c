// What happened, counted as it happens; the summary is a value.
import { bucketOf, quantileSeconds } from '#contracts/events/latency-buckets.ts'
import type { OperationId } from '#contracts/operations.ts'

export type Outcome = {
  readonly operation: OperationId
  readonly visitor: number
  readonly journey: string
  readonly seconds: number
  /** Problem code, or `unreachable` where no answer came; null when all was well. */
  readonly error: string | null
  /** Why the answer breaks the contract; null when it does not. */
  readonly breach: string | null
  readonly side: string | null
  readonly reason: string | null
}

export type Summary = {
  readonly seconds: number
  readonly sessions: number
  readonly visitors: number
  readonly requests: number
  readonly requestsPerSecond: number
  readonly errors: { readonly [code: string]: number }
  readonly sides: { readonly [side: string]: number }
  readonly reasons: { readonly [reason: string]: number }
  readonly operations: { readonly [operation: string]: number }
  readonly milliseconds: {
    readonly p50: number | null
    readonly p95: number | null
    readonly p99: number | null
  }
  readonly visitorsThatChangedSide: number
  readonly breaches: { readonly count: number; readonly examples: readonly string[] }
}

export type Tally = {
  sessionBegan(): void
  record(outcome: Outcome): void
  summary(seconds: number): Summary
}

/** Reasons that are the decision itself; a fallback answers from elsewhere without deciding anew. */
const decided = new Set(['percentage', 'default', 'kill', 'tester'])
const examplesKept = 5

class Counts {
  readonly rows: { [name: string]: number } = Object.create(null)
  add(name: string): void {
    this.rows[name] = (this.rows[name] ?? 0) + 1
  }
  sorted(): { [name: string]: number } {
    return Object.fromEntries(Object.entries(this.rows).sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

export function createTally(): Tally {
  const [errors, sides, reasons, byOperation, latency] = [
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
    new Counts(),
  ]
  const homes = new Map<string, string>()
  const visitors = new Set<number>()
  const moved = new Set<number>()
  const examples: string[] = []
  let requests = 0
  let sessions = 0
  let breaches = 0
  const quantile = (q: number) => {
    const seconds = quantileSeconds(latency.rows, q)
    return seconds === null ? null : Math.round(seconds * 10_000) / 10
  }
  return {
    sessionBegan: () => {
      sessions += 1
    },
    record: (outcome) => {
      requests += 1
      visitors.add(outcome.visitor)
      byOperation.add(outcome.operation)
      latency.add(String(bucketOf(outcome.seconds)))
      if (outcome.error !== null) errors.add(outcome.error)
      if (outcome.reason !== null) reasons.add(outcome.reason)
      sides.add(outcome.side ?? 'not said')
      if (outcome.breach !== null) {
        breaches += 1
        if (examples.length < examplesKept) examples.push(`${outcome.operation}: ${outcome.breach}`)
      }
      if (outcome.side === null || !decided.has(outcome.reason ?? '')) return
      const key = `${outcome.visitor} ${outcome.journey}`
      if ((homes.get(key) ?? outcome.side) !== outcome.side) moved.add(outcome.visitor)
      homes.set(key, outcome.side)
    },
    summary: (seconds) => ({
      seconds: Math.round(seconds * 10) / 10,
      sessions,
      visitors: visitors.size,
      requests,
      requestsPerSecond: seconds === 0 ? 0 : Math.round((requests / seconds) * 10) / 10,
      errors: errors.sorted(),
      sides: sides.sorted(),
      reasons: reasons.sorted(),
      operations: byOperation.sorted(),
      milliseconds: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
      visitorsThatChangedSide: moved.size,
      breaches: { count: breaches, examples },
    }),
  }
}
