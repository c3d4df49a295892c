// What an admin call makes of a flag: pure, so that the store can run it inside its transaction.
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import type { StoredFeature } from './flag-store.ts'
import { parsed } from './parsed.ts'
import { strategyBody, type strategyPatch } from './strategy-body.ts'

type Body = z.infer<typeof strategyBody>
type Patch = z.infer<typeof strategyPatch>

/** @throws BanyanError `not-found` where the flag has no such strategy */
export function withStrategy(feature: StoredFeature, id: string, body: Body): StoredFeature {
  if (!feature.strategies.some((strategy) => strategy.id === id)) {
    throw new BanyanError('not-found', { detail: `${feature.name} has no strategy ${id}` })
  }
  const strategies = feature.strategies.map((strategy) => (strategy.id === id ? { ...body, id } : strategy))
  return { ...feature, strategies }
}

/** @throws BanyanError `not-found`, or `invalid-request` where the outcome is no strategy */
export function withPatchedStrategy(feature: StoredFeature, id: string, patch: Patch): StoredFeature {
  const before = feature.strategies.find((strategy) => strategy.id === id)
  if (!before) throw new BanyanError('not-found', { detail: `${feature.name} has no strategy ${id}` })
  const { id: _, ...body } = before
  let draft: { [part: string]: unknown; parameters: { [name: string]: unknown } } = { ...body }
  for (const { path, value } of patch) {
    const [, part = '', name] = path.split('/')
    draft =
      name === undefined
        ? { ...draft, [part]: value }
        : { ...draft, parameters: { ...draft.parameters, [name]: value } }
  }
  return withStrategy(feature, id, parsed(strategyBody, draft))
}

export function withEnabled(feature: StoredFeature, enabled: boolean): StoredFeature {
  return { ...feature, enabled }
}

/** Nobody new: every rollout at 0 %. */
export function withoutRollout(feature: StoredFeature): StoredFeature {
  const strategies = feature.strategies.map((strategy) => ({
    ...strategy,
    parameters: { ...strategy.parameters, rollout: '0' },
  }))
  return { ...feature, strategies }
}

/** Whether two states of a flag are the same but for their version. */
export function sameState(a: StoredFeature, b: StoredFeature): boolean {
  return a.enabled === b.enabled && isDeepStrictEqual(a.strategies, b.strategies)
}
