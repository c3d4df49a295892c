// From rounds of measurements to medians and ratios. Pure.
import type { LoadResult } from './load-order.ts'

export type Round = LoadResult & {
  /** Share of its core that the measured process used, 0–1; null where the system does not tell. */
  readonly busy: number | null
}

export type Row = {
  readonly id: string
  readonly title: string
  readonly requestsPerSecond: number
  /**
   * Requests per second of processor time used: hardly moved by busy neighbours. Null where the system does
   * not tell.
   */
  readonly perCoreSecond: number | null
  readonly p50Ms: number
  readonly p99Ms: number
  readonly busy: number | null
  readonly failed: number
  /** (highest − lowest) ÷ median of the rounds' requests per second: how far the figure can be trusted. */
  readonly spread: number
}

export type Ratios = { readonly [name: string]: number }

/** The middle value; the mean of the two middle ones of an even count. NaN for nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return (low + high) / 2
}

/** One contender's rounds as one row. */
export function rowOf(id: string, title: string, rounds: readonly Round[]): Row {
  const rates = rounds.map((round) => round.requestsPerSecond)
  const busy = rounds.flatMap((round) => (round.busy === null ? [] : [round.busy]))
  const perCore = rounds.flatMap((round) => (round.busy ? [round.requestsPerSecond / round.busy] : []))
  const rate = median(rates)
  return {
    id,
    title,
    requestsPerSecond: rate,
    perCoreSecond: perCore.length === 0 ? null : median(perCore),
    p50Ms: median(rounds.map((round) => round.p50Ms)),
    p99Ms: median(rounds.map((round) => round.p99Ms)),
    busy: busy.length === 0 ? null : median(busy),
    failed: rounds.reduce((sum, round) => sum + round.failed, 0),
    spread: (Math.max(...rates) - Math.min(...rates)) / rate,
  }
}

/** What rows are compared by. */
export type Figure = (row: Row) => number | null

export const byRate: Figure = (row) => row.requestsPerSecond
export const byCore: Figure = (row) => row.perCoreSecond

/** A figure of every row over that of the two yardsticks, e.g. `new/proxy`. */
export function ratiosOf(rows: readonly Row[], figure: Figure = byRate): Ratios {
  const by = new Map(rows.map((row) => [row.id, row]))
  const pairs = ['bare', 'proxy'].flatMap((yardstick) =>
    rows.flatMap((row): [string, number][] => {
      const against = by.get(yardstick)
      const [mine, its] = [figure(row), against ? figure(against) : null]
      if (against === row || mine === null || its === null) return []
      return [[`${row.id}/${yardstick}`, round2(mine / its)]]
    }),
  )
  return Object.fromEntries(pairs)
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

/** What the new side with its whole path must reach: twice http-proxy-middleware. */
export const mustReach = { ratio: 'new/proxy', atLeast: 2 } as const

/** Null when it is reached, else what is wrong. */
export function shortfall(ratios: Ratios, rows: readonly Row[]): string | null {
  const failed = rows.filter((row) => row.failed > 0).map((row) => row.id)
  if (failed.length > 0) return `requests failed at ${failed.join(', ')}`
  const reached = ratios[mustReach.ratio]
  if (reached === undefined) return `${mustReach.ratio} was not measured`
  return reached >= mustReach.atLeast
    ? null
    : `${mustReach.ratio} is ${reached}, must be ${mustReach.atLeast}`
}
