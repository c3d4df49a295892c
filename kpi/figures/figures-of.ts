import { quantileSeconds } from '#contracts/events/latency-buckets.ts'
import { type Journey, journeys, type Operation, operations } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type {
  AttemptVisitors,
  BothSides,
  JourneyFigures,
  OperationFigures,
  PeriodFigures,
  Point,
  SideFigures,
} from './figures.ts'
import type { Steps } from './steps.ts'

/** What one side answered of one operation within one step. */
export type Cell = {
  readonly operation: string
  readonly side: Side
  /** Start of the step, ms since 1970. */
  readonly atMs: number
  readonly requests: number
  readonly errors: number
  readonly fallbacks: number
  readonly seconds: number
  readonly latency: { readonly [bucket: string]: number }
}

/** The visitors of one attempt. */
export type Attempt = AttemptVisitors & { readonly journey: string }

/** Everything that was counted in a period, as the figures of every journey and operation of the contract. */
export function figuresOf(
  cells: readonly Cell[],
  attempts: readonly Attempt[],
  steps: Steps,
  nowMs: number,
): PeriodFigures {
  const { sinceMs, untilMs, stepSeconds } = steps
  const seconds = Math.max(1, (Math.min(untilMs, nowMs) - sinceMs) / 1_000)
  const scope = { ...steps, seconds }
  return {
    period: { since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() },
    stepSeconds,
    seconds,
    journeys: journeys.map((journey) => journeyFigures(journey, cells, attempts, scope)),
  }
}

type Scope = Steps & { readonly seconds: number }

function journeyFigures(
  journey: Journey,
  cells: readonly Cell[],
  attempts: readonly Attempt[],
  scope: Scope,
): JourneyFigures {
  const own = operations.filter((operation) => operation.journey === journey)
  const ids = new Set<string>(own.map(({ id }) => id))
  const sides = bothSides(
    cells.filter((cell) => ids.has(cell.operation)),
    scope,
  )
  const drawn = attempts.filter((attempt) => attempt.journey === journey).map(attemptVisitors)
  const sum = (count: (attempt: AttemptVisitors) => number) => drawn.reduce((n, a) => n + count(a), 0)
  return {
    journey,
    ...sides,
    operations: own.map((operation) => operationFigures(operation, cells, scope)),
    attempts: drawn,
    actualPercent: {
      visitors: percent(
        sum((a) => a.latestNew),
        sum((a) => a.visitors),
      ),
      requests: percent(sides.new.requests, sides.new.requests + sides.legacy.requests),
    },
  }
}

function attemptVisitors({ groupId, legacy, new: met, visitors, latestNew }: Attempt): AttemptVisitors {
  return { groupId, legacy, new: met, visitors, latestNew }
}

function operationFigures(operation: Operation, cells: readonly Cell[], scope: Scope): OperationFigures {
  const own = cells.filter((cell) => cell.operation === operation.id)
  return { operation: operation.id, capability: operation.capability, ...bothSides(own, scope) }
}

function bothSides(cells: readonly Cell[], scope: Scope): BothSides {
  const of = (side: Side) =>
    sideFigures(
      cells.filter((cell) => cell.side === side),
      scope,
    )
  return { legacy: of('legacy'), new: of('new') }
}

function sideFigures(cells: readonly Cell[], scope: Scope): SideFigures {
  const total = sumOf(cells)
  return {
    requests: total.requests,
    errors: total.errors,
    errorPercent: percent(total.errors, total.requests),
    requestsPerSecond: total.requests / scope.seconds,
    fallbacks: total.fallbacks,
    meanMs: total.requests === 0 ? null : (total.seconds / total.requests) * 1_000,
    p50Ms: quantileMs(total, 0.5),
    p95Ms: quantileMs(total, 0.95),
    p99Ms: quantileMs(total, 0.99),
    series: seriesOf(cells, scope),
  }
}

function seriesOf(cells: readonly Cell[], { sinceMs, untilMs, stepSeconds }: Scope): readonly Point[] {
  const byStep = Map.groupBy(cells, (cell) => cell.atMs)
  const points = (untilMs - sinceMs) / 1_000 / stepSeconds
  return Array.from({ length: points }, (_, i) => {
    const atMs = sinceMs + i * stepSeconds * 1_000
    const { requests, errors, latency } = sumOf(byStep.get(atMs) ?? [])
    return { at: new Date(atMs).toISOString(), requests, errors, p95Ms: quantileMs({ latency }, 0.95) }
  })
}

type Sum = Omit<Cell, 'operation' | 'side' | 'atMs'>

function sumOf(cells: readonly Sum[]): Sum {
  if (cells.length === 1 && cells[0]) return cells[0]
  const latency: Record<string, number> = {}
  const sum = { requests: 0, errors: 0, fallbacks: 0, seconds: 0, latency }
  for (const cell of cells) {
    sum.requests += cell.requests
    sum.errors += cell.errors
    sum.fallbacks += cell.fallbacks
    sum.seconds += cell.seconds
    for (const [bucket, count] of Object.entries(cell.latency)) {
      latency[bucket] = (latency[bucket] ?? 0) + count
    }
  }
  return sum
}

function quantileMs({ latency }: Pick<Sum, 'latency'>, q: number): number | null {
  const seconds = quantileSeconds(latency, q)
  return seconds === null ? null : seconds * 1_000
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100
}
