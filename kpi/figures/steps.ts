import { BanyanError } from '#contracts/errors.ts'
import type { Period } from './figures.ts'

const day = 86_400

/** Lengths of the windows that are kept, each a multiple of the one before: the longer, the longer kept. */
export const spans = [
  { seconds: 10, keepSeconds: 2 * day },
  { seconds: 60, keepSeconds: 14 * day },
  { seconds: 600, keepSeconds: 90 * day },
  { seconds: 3_600, keepSeconds: 400 * day },
  { seconds: 21_600, keepSeconds: 1_830 * day },
] as const

const steps = [
  10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
] as const
const mostPoints = 60

/** How a period is read: whole steps, out of windows of one length. Times in ms since 1970. */
export type Steps = {
  readonly sinceMs: number
  /** Not part of it. */
  readonly untilMs: number
  readonly stepSeconds: number
  readonly spanSeconds: number
}

/**
 * The steps that show a period: the shortest that make at most 60 points of it (one more where it begins
 * within a step) and whose windows are still kept. Steps begin at multiples of their length since 1970, UTC.
 * @throws BanyanError `invalid-request` for a period that is none
 */
export function stepsFor(period: Period, nowMs: number): Steps {
  const since = Date.parse(period.since)
  const until = Date.parse(period.until)
  if (!(since < until))
    throw new BanyanError('invalid-request', { detail: 'The period must begin before it ends' })
  const seconds = (until - since) / 1_000
  const fits = (step: number) => seconds / step <= mostPoints && (nowMs - since) / 1_000 <= keptFor(step)
  const stepSeconds = steps.find(fits) ?? Math.ceil(seconds / mostPoints / day) * day
  const stepMs = stepSeconds * 1_000
  return {
    sinceMs: Math.floor(since / stepMs) * stepMs,
    untilMs: Math.ceil(until / stepMs) * stepMs,
    stepSeconds,
    spanSeconds: spanFor(stepSeconds).seconds,
  }
}

function spanFor(step: number) {
  return spans.findLast((span) => step % span.seconds === 0) ?? spans[0]
}

function keptFor(step: number): number {
  return spanFor(step).keepSeconds
}
