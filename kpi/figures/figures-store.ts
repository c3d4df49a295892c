import type { Consumer } from '#contracts/events/event-log.ts'
import type { Figures } from './figures.ts'

/** Figures that an event log feeds. */
export interface FiguresStore extends Figures {
  /** Folds summaries and exposures in; what comes twice counts once. */
  readonly consumer: Consumer
  /** Deletes what is kept no longer. Rejects with `unavailable`. */
  forgetOld(): Promise<void>
}

/** The consumer group of the figures. */
export const figuresGroup = 'figures'

/** How long a visitor's last exposure, and the id of a folded summary, are kept. */
export const keepDays = { visitors: 90, foldedIds: 14 } as const
