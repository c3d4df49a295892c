// Reads what the journeys' page shows, shared between all who look at it.
import type { Journey } from '#contracts/operations.ts'
import { settlesWithin } from '#contracts/process/patience.ts'
import type { FlagAdmin, FlagChange } from '#flags/flag-admin.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'
import { type Figures, lastSeconds, type PeriodFigures } from '#kpi/figures/figures.ts'
import type { JourneysView } from '../api/views.ts'
import type { JourneyHistory } from './journey-history.ts'
import { journeysView, type Known } from './journeys-view.ts'
import { createLastKnown } from './last-known.ts'

export type JourneyReader = {
  /** Never rejects: what is away is shown as last known. */
  read(windowSeconds: number): Promise<JourneysView>
  /** The flag as last read, at once. */
  lastKnownFlag(journey: Journey): JourneyFlag | null
  /** Forgets what was read, after a change of ours. */
  changed(): void
}

type Parts = {
  readonly flags: FlagAdmin
  readonly figures: Figures
  readonly history: JourneyHistory
  readonly now?: () => number
}

const freshMs = 900
const patienceMs = 1_500
/** Windows that are read at a time; a caller may invent any. */
const mostWindows = 16

export function createJourneyReader({ flags, figures, history, now = Date.now }: Parts): JourneyReader {
  const windows = new Map<number, () => Promise<Known<PeriodFigures>>>()
  const changes = createLastChanges(history)
  const freshFlags = () => createLastKnown(() => flags.list(), { freshMs, patienceMs, now })
  let readFlags = freshFlags()
  let lastFlags: readonly JourneyFlag[] | null = null
  const figuresOf = (seconds: number) => {
    const known = windows.get(seconds)
    if (known !== undefined) return known
    const read = createLastKnown(() => figures.figures(lastSeconds(seconds, now())), {
      freshMs,
      patienceMs,
      now,
    })
    if (windows.size >= mostWindows) windows.delete(windows.keys().next().value ?? 0)
    windows.set(seconds, read)
    return read
  }
  return {
    read: async (windowSeconds) => {
      const [flagsNow, figuresNow] = await Promise.all([readFlags(), figuresOf(windowSeconds)()])
      lastFlags = flagsNow.value ?? lastFlags
      const known = { ...flagsNow, value: lastFlags }
      const at = new Date(now()).toISOString()
      const lastChanges = await changes(known.value ?? [])
      return journeysView({ at, windowSeconds, flags: known, figures: figuresNow, lastChanges })
    },
    lastKnownFlag: (journey) => lastFlags?.find((flag) => flag.journey === journey) ?? null,
    changed: () => {
      readFlags = freshFlags()
    },
  }
}

/** The last change of each flag, asked for again only when its version has changed. */
function createLastChanges(history: JourneyHistory) {
  const known = new Map<Journey, { version: string; change: FlagChange | undefined }>()
  const readOne = async ({ journey, version }: JourneyFlag): Promise<void> => {
    if (known.get(journey)?.version === version) return
    const [change] = await history(journey, 1)
    known.set(journey, { version, change })
  }
  return async (now: readonly JourneyFlag[]): Promise<ReadonlyMap<Journey, FlagChange>> => {
    await settlesWithin(patienceMs, Promise.allSettled(now.map(readOne)))
    return new Map([...known].flatMap(([journey, { change }]) => (change ? [[journey, change]] : [])))
  }
}
