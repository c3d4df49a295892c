// A journey's changes, told from Unleash's events: pure. An event names only what it changed; the rest
// follows from walking back in time from how the flag stands now.
import { z } from 'zod'
import type { Journey } from '#contracts/operations.ts'
import type { FlagChange } from './flag-admin.ts'

type State = { readonly enabled: boolean; readonly percent: number }

const rollout = z
  .looseObject({ parameters: z.looseObject({ rollout: z.coerce.number() }) })
  .nullish()
  .catch(null)

/** An event of `GET /api/admin/search/events`. */
export const unleashEvent = z.looseObject({
  id: z.number(),
  type: z.string(),
  createdBy: z.string().nullish(),
  createdAt: z.string(),
  environment: z.string().nullish(),
  data: rollout,
  preData: rollout,
  reason: z.string().nullish(),
})

export type UnleashEvent = z.infer<typeof unleashEvent>

/** How the flag stood before an event; null: it was not there. Undefined: the event says nothing about it. */
function before(event: UnleashEvent, after: State): State | null | undefined {
  switch (event.type) {
    case 'feature-environment-enabled':
      return { ...after, enabled: false }
    case 'feature-environment-disabled':
      return { ...after, enabled: true }
    case 'feature-strategy-update':
    case 'feature-strategy-remove':
      return event.preData ? { ...after, percent: event.preData.parameters.rollout } : undefined
    case 'feature-strategy-add':
      return { ...after, percent: 0 }
    case 'feature-created':
      return null
    default:
      return undefined
  }
}

/**
 * @param events newest first, without gaps from now on
 * @param now how the flag stands after the newest of them
 * @returns newest first; only what moved the switch or the percentage
 */
export function changesOf(
  journey: Journey,
  environment: string,
  events: readonly UnleashEvent[],
  now: State,
): readonly FlagChange[] {
  const changes: FlagChange[] = []
  let after = now
  for (const event of events) {
    if (event.environment && event.environment !== environment) continue
    const was = before(event, after)
    if (was === undefined) continue
    if (was === null || was.enabled !== after.enabled || was.percent !== after.percent) {
      const { createdAt: at, createdBy, reason } = event
      changes.push({ journey, at, actor: createdBy ?? '', reason: reason ?? '', before: was, after })
    }
    if (was === null) break
    after = was
  }
  return changes
}
