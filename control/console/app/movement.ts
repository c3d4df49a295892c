// What a flip would move, in visitors and requests, as far as the window's figures tell. Pure.
import type { JourneyView } from '../../api/views.ts'

export type Movement = {
  readonly to: 'legacy' | 'new'
  /** Share of all visitors that changes side, 0–100. */
  readonly points: number
  /** Of the window's visitors; null where nobody was seen. */
  readonly visitors: { readonly moving: number; readonly of: number } | null
  readonly requestsPerSecond: number
}

/** The share of visitors who get the new side. */
export function effectivePercent(flag: JourneyView['flag']): number {
  return flag?.enabled ? flag.percent : 0
}

/** @param percent the effective percentage that the flip leads to, 0–100 */
export function movement(journey: JourneyView, percent: number): Movement {
  const from = effectivePercent(journey.flag)
  const points = Math.abs(percent - from)
  const { total } = journey.visitors
  const { legacy, new: next } = journey.sides
  return {
    to: percent >= from ? 'new' : 'legacy',
    points,
    visitors: total === 0 ? null : { moving: Math.round((total * points) / 100), of: total },
    requestsPerSecond: ((legacy.ratePerSecond + next.ratePerSecond) * points) / 100,
  }
}
