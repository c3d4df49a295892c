import { BanyanError } from '#contracts/errors.ts'
import { type Journey, journeys, type OperationId, operations } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { Figures, JourneyFigures, SideFigures } from '#kpi/figures/figures.ts'

type Answered = { readonly requests: number; readonly errors?: number; readonly p95Ms?: number }

/** Figures for tests: what was set is what is shown. */
export type SettableFigures = Figures & {
  away: boolean
  set(operation: OperationId, side: Side, answered: Answered): void
  setVisitors(journey: Journey, counts: { total: number; onNew: number }): void
}

export function createSettableFigures(): SettableFigures {
  const answers = new Map<string, Answered>()
  const visitors = new Map<Journey, { total: number; onNew: number }>()
  const sidesOf = (ids: readonly OperationId[], seconds: number) => {
    const sum = (side: Side) => ids.map((id) => answers.get(`${id} ${side}`)).filter((a) => a !== undefined)
    return { legacy: sideFigures(sum('legacy'), seconds), new: sideFigures(sum('new'), seconds) }
  }
  const journeyFigures = (journey: Journey, seconds: number): JourneyFigures => {
    const own = operations.filter((operation) => operation.journey === journey)
    const both = sidesOf(
      own.map(({ id }) => id),
      seconds,
    )
    const { total, onNew } = visitors.get(journey) ?? { total: 0, onNew: 0 }
    const requests = both.legacy.requests + both.new.requests
    return {
      journey,
      ...both,
      operations: own.map(({ id, capability }) => ({ operation: id, capability, ...sidesOf([id], seconds) })),
      attempts: [
        { groupId: `${journey}:1`, legacy: total - onNew, new: onNew, visitors: total, latestNew: onNew },
      ],
      actualPercent: {
        visitors: total === 0 ? null : (100 * onNew) / total,
        requests: requests === 0 ? null : (100 * both.new.requests) / requests,
      },
    }
  }
  const figures: SettableFigures = {
    away: false,
    figures: async (period) => {
      if (figures.away) throw new BanyanError('unavailable', { detail: 'The figures cannot be read.' })
      const seconds = (Date.parse(period.until) - Date.parse(period.since)) / 1000
      const all = journeys.map((journey) => journeyFigures(journey, seconds))
      return { period, stepSeconds: seconds / 30, seconds, journeys: all }
    },
    set: (operation, side, answered) => void answers.set(`${operation} ${side}`, answered),
    setVisitors: (journey, counts) => void visitors.set(journey, counts),
  }
  return figures
}

/** Thirty steps that look like traffic and add up to the requests. */
function sideFigures(answered: readonly Answered[], seconds: number): SideFigures {
  const requests = answered.reduce((sum, one) => sum + one.requests, 0)
  const errors = answered.reduce((sum, one) => sum + (one.errors ?? 0), 0)
  const p95Ms = requests === 0 ? null : Math.max(...answered.map((one) => one.p95Ms ?? 20))
  const upTo = (step: number) => Math.round((requests * (step + 0.25 * Math.sin(step))) / 30.25)
  const series = Array.from({ length: 30 }, (_, step) => ({
    at: new Date(step * 10_000).toISOString(),
    requests: step === 29 ? requests - upTo(29) : upTo(step + 1) - upTo(step),
    errors: 0,
    p95Ms,
  }))
  return {
    requests,
    errors,
    errorPercent: requests === 0 ? null : (100 * errors) / requests,
    requestsPerSecond: requests / seconds,
    fallbacks: 0,
    meanMs: p95Ms === null ? null : p95Ms / 2,
    p50Ms: p95Ms === null ? null : p95Ms * 0.4,
    p95Ms,
    p99Ms: p95Ms === null ? null : p95Ms * 1.8,
    series,
  }
}
