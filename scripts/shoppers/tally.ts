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

function milliseconds(latency: Counts, q: number): number | null {
  const seconds = quantileSeconds(latency.rows, q)
  return seconds === null ? null : Math.round(seconds * 10_000) / 10
}

/** Counts one run. */
export class Tally {
  /** How many have begun. */
  sessions = 0
  requests = 0
  #answered = 0
  #breaches = 0
  readonly #examples: string[] = []
  readonly #errors = new Counts()
  readonly #sides = new Counts()
  readonly #reasons = new Counts()
  readonly #operations = new Counts()
  readonly #latency = new Counts()
  readonly #visitors = new Set<number>()
  readonly #moved = new Set<number>()
  readonly #lastSide = new Map<string, string>()

  record(outcome: Outcome): void {
    this.#answered += 1
    this.#visitors.add(outcome.visitor)
    this.#operations.add(outcome.operation)
    this.#latency.add(String(bucketOf(outcome.seconds)))
    this.#sides.add(outcome.side ?? 'not said')
    if (outcome.error !== null) this.#errors.add(outcome.error)
    if (outcome.reason !== null) this.#reasons.add(outcome.reason)
    if (outcome.breach !== null) {
      this.#breaches += 1
      if (this.#examples.length < examplesKept) this.#examples.push(`${outcome.operation}: ${outcome.breach}`)
    }
    if (outcome.side !== null && decided.has(outcome.reason ?? '')) this.#follow(outcome, outcome.side)
  }

  #follow({ visitor, journey }: Outcome, side: string): void {
    const key = `${visitor} ${journey}`
    if ((this.#lastSide.get(key) ?? side) !== side) this.#moved.add(visitor)
    this.#lastSide.set(key, side)
  }

  summary(seconds: number): Summary {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => milliseconds(this.#latency, q))
    return {
      seconds: Math.round(seconds * 10) / 10,
      sessions: this.sessions,
      visitors: this.#visitors.size,
      requests: this.#answered,
      requestsPerSecond: seconds === 0 ? 0 : Math.round((this.#answered / seconds) * 10) / 10,
      errors: this.#errors.sorted(),
      sides: this.#sides.sorted(),
      reasons: this.#reasons.sorted(),
      operations: this.#operations.sorted(),
      milliseconds: { p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null },
      visitorsThatChangedSide: this.#moved.size,
      breaches: { count: this.#breaches, examples: this.#examples },
    }
  }
}
