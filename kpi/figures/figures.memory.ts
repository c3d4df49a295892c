import type { BanyanEvent } from '#contracts/events/events.ts'
import { splitByType } from './events-by-type.ts'
import { type Attempt, type Cell, figuresOf } from './figures-of.ts'
import { type FiguresStore, figuresGroup, keepDays } from './figures-store.ts'
import { foldExposures, type VisitorRow, type VisitorRows } from './fold-exposures.ts'
import { foldSummaries, type WindowRow, type WindowRows } from './fold-summaries.ts'
import { type Steps, spans, stepsFor } from './steps.ts'

const dayMs = 86_400_000

/** Figures that live and die with their process: for tests. */
export function createMemoryFigures(options: { readonly now?: () => number } = {}): FiguresStore {
  const { now = Date.now } = options
  const windows: WindowRows = new Map()
  const visitors: VisitorRows = new Map()
  const folded = new Map<string, number>()
  const positions = new Map<string, string>()

  function fold(events: readonly BanyanEvent[]): void {
    const { summaries, exposures } = splitByType(events)
    foldSummaries(
      summaries.filter(({ id }) => !folded.has(id)),
      windows,
    )
    for (const { id } of summaries) folded.set(id, now())
    foldExposures(exposures, visitors)
  }

  return {
    consumer: {
      group: figuresGroup,
      position: async (stretch) => positions.get(stretch) ?? null,
      apply: async ({ events, stretch, position }) => {
        fold(events)
        positions.set(stretch, position)
      },
    },
    figures: async (period) => {
      const steps = stepsFor(period, now())
      return figuresOf(cellsOf(windows.values(), steps), attemptsOf(visitors.values(), steps), steps, now())
    },
    forgetOld: async () => {
      for (const { seconds, keepSeconds } of spans) {
        forget(windows, (row) => row.spanSeconds === seconds && row.startMs < now() - keepSeconds * 1_000)
      }
      forget(
        visitors,
        (row) => Math.max(row.legacyMs ?? 0, row.newMs ?? 0) < now() - keepDays.visitors * dayMs,
      )
      forget(folded, (at) => at < now() - keepDays.foldedIds * dayMs)
    },
  }
}

function forget<Row>(rows: Map<string, Row>, isOld: (row: Row) => boolean): void {
  for (const [key, row] of rows) if (isOld(row)) rows.delete(key)
}

function cellsOf(rows: Iterable<WindowRow>, { spanSeconds, sinceMs, untilMs, stepSeconds }: Steps): Cell[] {
  const stepMs = stepSeconds * 1_000
  return [...rows]
    .filter((row) => row.spanSeconds === spanSeconds && row.startMs >= sinceMs && row.startMs < untilMs)
    .map((row) => ({
      operation: row.operation,
      side: row.side,
      atMs: Math.floor(row.startMs / stepMs) * stepMs,
      requests: row.requests,
      errors: row.statusClass === 5 ? row.requests : 0,
      fallbacks: row.reason === 'fallback' ? row.requests : 0,
      seconds: row.seconds,
      latency: Object.fromEntries(row.latency),
    }))
}

function attemptsOf(rows: Iterable<VisitorRow>, { sinceMs, untilMs }: Steps): Attempt[] {
  const attempts = new Map<string, Attempt>()
  const within = (at: number | null) => at !== null && at >= sinceMs && at < untilMs
  for (const { journey, groupId, legacyMs, newMs } of rows) {
    if (!within(legacyMs) && !within(newMs)) continue
    const key = JSON.stringify([journey, groupId])
    const sum = attempts.get(key) ?? { journey, groupId, legacy: 0, new: 0, visitors: 0, latestNew: 0 }
    attempts.set(key, {
      ...sum,
      legacy: sum.legacy + (within(legacyMs) ? 1 : 0),
      new: sum.new + (within(newMs) ? 1 : 0),
      visitors: sum.visitors + 1,
      latestNew: sum.latestNew + ((newMs ?? 0) > (legacyMs ?? 0) ? 1 : 0),
    })
  }
  return [...attempts.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
}
