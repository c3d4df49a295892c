import { normalizedStrategyValue } from 'unleash-client/lib/strategy/util.js'

/**
 * A visitor's draw within a group, 1–100, as Unleash itself draws it: new where it is at most the percentage.
 */
export function draw(groupId: string, visitorId: string): number {
  return normalizedStrategyValue(visitorId, groupId)
}
