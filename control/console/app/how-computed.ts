// What stands behind every number, in one sentence each. Pure.
import type { JourneyView } from '../../api/views.ts'
import { formatCount } from './format.ts'

type Cell = { readonly side: 'legacy' | 'new'; readonly what: string; readonly window: string }

export const howComputed = {
  traffic: ({ side, what, window }: Cell) =>
    `Requests answered by ${side} for ${what} over ${window}; both sides on one scale`,
  requests: ({ side, what, window }: Cell) =>
    `Requests for ${what} that ${side} answered in ${window}, as every façade counted them`,
  rate: ({ side, window }: Cell) => `Requests of ${side} divided by the seconds of ${window}`,
  errors: ({ side }: Cell, errors: number, fallbacks: number) =>
    `${formatCount(errors)} answers 5xx of ${side}, divided by its requests` +
    (fallbacks === 0 ? '' : `; ${formatCount(fallbacks)} requests it answered in place of the other side`),
  quantile: ({ side }: Cell, q: number) =>
    `${q} % of the requests that ${side} answered took no longer, in milliseconds, measured at the façade; ` +
    'from logarithmic buckets, within 1 %',
  set: ({ journey, flag }: JourneyView) =>
    flag === null
      ? 'No flag is known'
      : `Flag banyan.${journey}: a visitor gets the new side when his draw, ` +
        `murmur3(${flag.groupId}:visitor) mod 100 + 1, is at most ${flag.percent}`,
  actual: ({ visitors, actualPercent }: JourneyView, window: string) =>
    actualPercent.visitors === null
      ? `No visitor was drawn in ${window}`
      : `${formatCount(visitors.onNew)} of ${formatCount(visitors.total)} visitors who were drawn in ` +
        `${window} met the new side last`,
  draw: 'murmur3(groupId:visitor) mod 100 + 1; new where it is at most the percentage',
} as const
