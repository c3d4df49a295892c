import type { Capability } from '#contracts/operations.ts'

/** What the suite tells: its data have changed, of one capability or of any. */
export type SuiteChange = { readonly id: string; readonly capability: Capability | null }

/**
 * Takes what the suite tells, each id once: a repeated or replayed call changes nothing. What is taken is
 * told to every façade. Rejects with `unavailable` when it cannot be kept: then nothing was taken, and the
 * sender tries again.
 */
export interface SuiteInbox {
  take(change: SuiteChange): Promise<'taken' | 'known'>
  close(): Promise<void>
}

/** Longer than a signature is believed, on both sides of now. */
export const rememberedSeconds = 60 * 60
