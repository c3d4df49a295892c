// Acts that only take visitors off the new side, done while the store was away: pure.
import type { Act } from '../flag-admin.ts'
import { sameState, withEnabled, withoutRollout } from './edit-feature.ts'
import type { Change, ChangeType, Snapshot, StoredFeature } from './flag-store.ts'

/** `kill`: the flag is switched off. `empty`: its rollout is 0 %, nobody new gets the new side. */
export type TakingAway = 'kill' | 'empty'

export type PendingAct = {
  readonly feature: string
  readonly what: TakingAway
  readonly act: Act
  /** RFC 3339 */
  readonly at: string
  /** Revision under which clients were told. */
  readonly revision: number
}

const types: { readonly [What in TakingAway]: ChangeType } = {
  kill: 'feature-environment-disabled',
  empty: 'feature-strategy-update',
}

const edits: { readonly [What in TakingAway]: (before: StoredFeature) => StoredFeature } = {
  kill: (before) => withEnabled(before, false),
  empty: withoutRollout,
}

/** What of its flag a change takes away; null for one that adds or does anything else. */
export function takingAway({ edit }: Pick<Change, 'edit'>, before: StoredFeature): TakingAway | null {
  const after = edited(edit, before)
  if (after === null) return null
  if (sameState(after, edits.kill(before))) return 'kill'
  return sameState(after, edits.empty(before)) ? 'empty' : null
}

/** Null where the edit refuses: the store is to say so. */
function edited(edit: Change['edit'], before: StoredFeature): StoredFeature | null {
  try {
    return edit(before)
  } catch {
    return null
  }
}

/** The flags with the acts that wait. */
export function withPending(snapshot: Snapshot, pending: readonly PendingAct[]): Snapshot {
  let { revision, features } = snapshot
  for (const { feature: name, what, revision: told } of pending) {
    revision = Math.max(revision, told)
    features = features.map((feature) =>
      feature.name === name ? { ...edits[what](feature), version: Math.max(feature.version, told) } : feature,
    )
  }
  return { revision, features }
}

/** An act that waited, as the store is to carry it out. */
export function changeOf({ feature, what, act, at }: PendingAct, above: number): Change {
  const reason = [act.reason, `(done at ${at}, while the store was away)`].join(' ').trim()
  return { feature, type: types[what], edit: edits[what], act: { ...act, reason }, ifVersion: null, above }
}
