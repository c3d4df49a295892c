import { type Capability, capabilities } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import type { AnswerCache } from './answer-cache.ts'

/** Told the capability whose data on a side have changed; null: any may have, unheard. */
export type InvalidationListener = (capability: Capability | null) => void

/**
 * Says when the data of a side change, of the rebuilt services or of the suite. A change is told after it
 * can be read, within a second of it; what was missed while nothing could be heard is made good by null as
 * soon as it can be heard again.
 */
export interface Invalidations {
  watch(listener: InvalidationListener): void
  /** Whether a change of now would be heard; until it is, answers are as old as the contract lets them be. */
  isHearing(): boolean
  close(): Promise<void>
}

/** Calls back once, later. */
export type Later = (ms: number, then: () => void) => void

/**
 * A second time after so long: a service may believe for a moment what it has read before. An import that
 * changes something with every batch makes answers old so often and not more.
 */
const settlingMs = 500

/** What the cache holds of a capability's side is old when its data change. */
export function followChanges(
  invalidations: Invalidations,
  answers: Pick<AnswerCache, 'changed'>,
  later: Later,
  changedSide: Side = 'new',
): void {
  /** Whether something was told since it began. */
  const settling = new Map<Capability, boolean>()

  function age(capability: Capability): void {
    answers.changed(({ side, operation }) => side === changedSide && operation.capability === capability)
  }

  function settle(capability: Capability): void {
    age(capability)
    settling.set(capability, false)
    later(settlingMs, () => {
      if (settling.get(capability) === true) settle(capability)
      else {
        age(capability)
        settling.delete(capability)
      }
    })
  }

  invalidations.watch((told) => {
    for (const capability of told === null ? capabilities : [told]) {
      if (settling.has(capability)) settling.set(capability, true)
      else settle(capability)
    }
  })
}
