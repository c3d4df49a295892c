// Puts flags, figures and the last changes together into what an operator sees. Pure.
import { type Journey, journeys, operations } from '#contracts/operations.ts'
import type { FlagChange } from '#flags/flag-admin.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'
import type { JourneyFigures, OperationFigures, PeriodFigures, SideFigures } from '#kpi/figures/figures.ts'
import type { ChangeView, JourneysView, JourneyView, SidesView, SideView, SourceView } from '../api/views.ts'

/** A part as it was last read. */
export type Known<T> = { readonly value: T | null; readonly source: SourceView }

export type JourneysParts = {
  readonly at: string
  readonly windowSeconds: number
  readonly flags: Known<readonly JourneyFlag[]>
  readonly figures: Known<PeriodFigures>
  readonly lastChanges: ReadonlyMap<Journey, FlagChange>
}

/** Every journey of the contract, also where nothing is known of it. */
export function journeysView(parts: JourneysParts): JourneysView {
  return {
    at: parts.at,
    windowSeconds: parts.windowSeconds,
    flags: parts.flags.source,
    figures: parts.figures.source,
    stepSeconds: parts.figures.value?.stepSeconds ?? null,
    items: journeys.map((journey) => journeyView(journey, parts)),
  }
}

function journeyView(journey: Journey, { flags, figures, lastChanges }: JourneysParts): JourneyView {
  const flag = flags.value?.find((candidate) => candidate.journey === journey)
  const own = figures.value?.journeys.find((candidate) => candidate.journey === journey)
  const last = lastChanges.get(journey)
  const visitors = own?.attempts.find((attempt) => attempt.groupId === flag?.groupId)
  return {
    journey,
    capabilities: [...new Set(operationsOf(journey).map((operation) => operation.capability))],
    flag: flag
      ? { enabled: flag.enabled, percent: flag.percent, groupId: flag.groupId, version: flag.version }
      : null,
    actualPercent: {
      visitors: own?.actualPercent.visitors ?? null,
      requests: own?.actualPercent.requests ?? null,
    },
    visitors: { total: visitors?.visitors ?? 0, onNew: visitors?.latestNew ?? 0 },
    sides: sidesView(own),
    operations: operationsOf(journey).map((operation) => {
      const answered = own?.operations.find((candidate) => candidate.operation === operation.id)
      return { operation: operation.id, capability: operation.capability, sides: sidesView(answered) }
    }),
    lastChange: last === undefined ? null : changeView(last),
  }
}

function operationsOf(journey: Journey) {
  return operations.filter((operation) => operation.journey === journey)
}

function sidesView(both: JourneyFigures | OperationFigures | undefined): SidesView {
  return { legacy: sideView(both?.legacy), new: sideView(both?.new) }
}

function sideView(figures: SideFigures | undefined): SideView {
  return {
    requests: figures?.requests ?? 0,
    ratePerSecond: figures?.requestsPerSecond ?? 0,
    errors: figures?.errors ?? 0,
    errorPercent: figures?.errorPercent ?? null,
    fallbacks: figures?.fallbacks ?? 0,
    p50Ms: figures?.p50Ms ?? null,
    p95Ms: figures?.p95Ms ?? null,
    p99Ms: figures?.p99Ms ?? null,
    series: figures?.series.map((point) => point.requests) ?? [],
  }
}

/** A flip as operators see it. */
export function changeView({ actor, reason, at, before, after }: FlagChange): ChangeView {
  return { actor, reason, at, before: before === null ? null : stateView(before), after: stateView(after) }
}

function stateView({ enabled, percent }: FlagChange['after']): ChangeView['after'] {
  return { enabled, percent }
}
