import type { Journey } from '#contracts/operations.ts'
import { flagName } from '../flag-source.ts'

/** A journey's flag as a flag server would send it. */
export function journeyFeature(journey: Journey, percent: number): object {
  return {
    name: flagName(journey),
    enabled: true,
    strategies: [
      {
        name: 'flexibleRollout',
        parameters: { groupId: `${journey}:1`, rollout: String(percent), stickiness: 'userId' },
        constraints: [],
      },
    ],
  }
}
