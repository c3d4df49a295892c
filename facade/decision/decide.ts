// Which side answers, and why. Pure; `decide.cases.json` says what holds, `explain.ts` tells it to people.
import type { ErrorCode } from '#contracts/errors.ts'
import type { Operation } from '#contracts/operations.ts'
import { otherSide, type Reason, type Side } from '#contracts/sides.ts'
import type { JourneyFlag } from '#flags/flag-source.ts'

/** All that a decision may depend on. */
export type Facts = {
  /** The journey's flag, null where none is known. */
  readonly flag: JourneyFlag | null
  /** Unleash's own evaluation for this visitor. */
  readonly drawnNew: boolean
  /** The side that a valid tester token asks for. */
  readonly override: Side | null
  /** The sides that have the operation. */
  readonly offered: { readonly [S in Side]: boolean }
  readonly operation: Pick<Operation, 'safe' | 'fallback'>
}

export type Decision = {
  readonly side: Side
  readonly reason: Reason
  readonly flag: JourneyFlag | null
  /** Who may answer instead when that side cannot; null: nobody. */
  readonly fallbackSide: Side | null
}

export type Refusal = { readonly refused: Extract<ErrorCode, 'capability-missing' | 'unavailable'> }

/** One rule: the side it stands for, or null where it does not apply. */
export type Rule = { readonly reason: Reason; readonly sideOf: (facts: Facts) => Side | null }

/** In order of authority; the first that applies decides. */
export const rules: readonly Rule[] = [
  { reason: 'kill', sideOf: (facts) => (isKilled(facts) ? 'legacy' : null) },
  { reason: 'tester', sideOf: (facts) => facts.override },
  // home of the entity, mode of the journey, segment: their places are here
  { reason: 'percentage', sideOf: (facts) => (facts.flag === null ? null : drawn(facts)) },
  { reason: 'default', sideOf: () => 'legacy' },
]

/** The journey's new side is switched off: nobody gets it, not as a fallback either. */
export function isKilled(facts: Pick<Facts, 'flag'>): boolean {
  return facts.flag !== null && !facts.flag.enabled
}

/** The decision, or why nobody may answer. */
export function decide(facts: Facts): Decision | Refusal {
  for (const rule of rules) {
    const side = rule.sideOf(facts)
    if (side !== null) return onOfferedSide(facts, side, rule.reason)
  }
  return { refused: 'capability-missing' }
}

function onOfferedSide(facts: Facts, side: Side, reason: Reason): Decision | Refusal {
  if (facts.offered[side]) return decision(facts, side, reason)
  const other = otherSide(side)
  if (!facts.offered[other]) return { refused: 'capability-missing' }
  if (other === 'new' && isKilled(facts)) return { refused: 'unavailable' }
  return decision(facts, other, 'capability')
}

function decision(facts: Facts, side: Side, reason: Reason): Decision {
  return { side, reason, flag: facts.flag, fallbackSide: fallbackSide(facts, otherSide(side)) }
}

/** A write is never answered twice; the new side only where a flag has let it in. */
function fallbackSide(facts: Facts, other: Side): Side | null {
  const { operation, offered, flag } = facts
  if (!operation.safe || operation.fallback !== 'other-side' || !offered[other]) return null
  if (other === 'new' && (flag === null || !flag.enabled)) return null
  return other
}

function drawn(facts: Facts): Side {
  return facts.drawnNew ? 'new' : 'legacy'
}
