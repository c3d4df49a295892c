import { withEnabled, withoutRollout } from './edit-feature.ts'
import type { Snapshot, StoredFeature } from './flag-store.ts'
import { journeyFeatures } from './journey-features.ts'
import { changeOf, type PendingAct, takingAway, withPending } from './pending-acts.ts'

const [seed] = journeyFeatures()
const at = '2026-01-01T00:00:00.000Z'
const rollout = (percent: number) => (feature: StoredFeature) => ({
  ...feature,
  strategies: feature.strategies.map((one) => ({
    ...one,
    parameters: { ...one.parameters, rollout: String(percent) },
  })),
})
const flag = rollout(30)({ ...seed, version: 5, createdAt: at } as StoredFeature)
const act = { actor: 'ann', reason: 'errors' }
const kill: PendingAct = { feature: flag.name, what: 'kill', act, at, revision: 8 }

test.each<[string, (before: StoredFeature) => StoredFeature, string | null]>([
  ['switching off', (f) => withEnabled(f, false), 'kill'],
  ['a rollout of 0 %', rollout(0), 'empty'],
  ['a smaller rollout', rollout(10), null],
  ['a larger rollout', rollout(31), null],
  ['switching off and widening at once', (f) => withEnabled(rollout(40)(f), false), null],
  [
    'another group',
    (f) => ({
      ...withoutRollout(f),
      strategies: withoutRollout(f).strategies.map((one) => ({
        ...one,
        parameters: { ...one.parameters, groupId: 'catalog:2' },
      })),
    }),
    null,
  ],
])('%s takes away: %s', (_what, edit, expected) => {
  expect(takingAway({ edit }, flag)).toBe(expected)
})

test('switching on takes nothing away', () => {
  expect(takingAway({ edit: (f) => withEnabled(f, true) }, withEnabled(flag, false))).toBeNull()
})

const snapshot: Snapshot = { revision: 7, features: [flag, { ...flag, name: 'banyan.search' }] }

test('acts that wait are shown over what was read, each under a revision of its own', () => {
  const empty: PendingAct = { ...kill, feature: 'banyan.search', what: 'empty', revision: 9 }
  const shown = withPending(snapshot, [kill, empty])
  expect(shown.revision).toBe(9)
  expect(shown.features).toEqual([
    { ...withEnabled(flag, false), version: 8 },
    { ...rollout(0)(flag), name: 'banyan.search', version: 9 },
  ])
})

test('nothing that waits changes nothing', () => {
  expect(withPending(snapshot, [])).toEqual(snapshot)
})

test('an act is carried out above what clients were told, and says when it was done', () => {
  const change = changeOf(kill, 8)
  expect(change).toMatchObject({ feature: flag.name, type: 'feature-environment-disabled', above: 8 })
  expect(change.act).toEqual({ actor: 'ann', reason: `errors (done at ${at}, while the store was away)` })
  expect(change.edit(flag).enabled).toBe(false)
})
