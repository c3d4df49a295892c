// What an operator is asked before visitors move forward: the act, and what it moves, in words. Pure.
import type { JourneyView } from '../../api/views.ts'
import { formatCount, formatRate } from './format.ts'
import { effectivePercent, movement } from './movement.ts'

export type FlipQuestion = { readonly title: string; readonly what: string; readonly action: string }

type Step = { readonly kind: 'percentage' | 'revive'; readonly percent: number }

/** @param window how the window of the figures is called in a sentence */
export function flipQuestion(journey: JourneyView, { kind, percent }: Step, window: string): FlipQuestion {
  const name = journey.journey
  if (kind === 'revive') {
    return {
      title: `Revive ${name} at ${percent} %?`,
      what: movementText(journey, percent, window),
      action: `Revive at ${percent} %`,
    }
  }
  if (journey.flag?.enabled === false) {
    return {
      title: `Set ${name} to ${percent} % while it is killed?`,
      what: 'Nobody moves now. The percentage counts when the journey is revived.',
      action: `Set to ${percent} %`,
    }
  }
  return {
    title: `Move ${name} from ${effectivePercent(journey.flag)} % to ${percent} %?`,
    what: movementText(journey, percent, window),
    action: `Move to ${percent} %`,
  }
}

function movementText(journey: JourneyView, percent: number, window: string): string {
  const { points, visitors, requestsPerSecond } = movement(journey, percent)
  const share = `${points} of 100 visitors move to the new side`
  const stays = 'Who is on the new side stays there.'
  if (visitors === null)
    return `${share}. Nobody was seen in ${window}, so their number is not known. ${stays}`
  const { moving, of } = visitors
  const counted = `about ${formatCount(moving)} of the ${formatCount(of)} seen in ${window}`
  return `${share}: ${counted}, with ${formatRate(requestsPerSecond)} requests/s. ${stays}`
}
