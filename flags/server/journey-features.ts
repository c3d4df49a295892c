import { journeys } from '#contracts/operations.ts'
import { flagName } from '../flag-source.ts'
import type { SeedFeature } from './flag-store.ts'

/**
 * The flags that the contract's journeys need: switched on, at 0 %, drawn by visitor in a group of their own.
 */
export function journeyFeatures(): readonly SeedFeature[] {
  return journeys.map((journey) => ({
    name: flagName(journey),
    description: `Share of visitors whose ${journey} is answered by the new side`,
    enabled: true,
    strategies: [
      {
        id: `${journey}-rollout`,
        name: 'flexibleRollout' as const,
        title: null,
        disabled: false as const,
        sortOrder: 0,
        constraints: [],
        parameters: { groupId: `${journey}:1`, rollout: '0', stickiness: 'userId' as const },
        segments: [],
        variants: [],
      },
    ],
  }))
}
