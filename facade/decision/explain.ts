// Why a visitor gets the side that he gets, for people: the same rules as `decide`, told one by one. Pure.
import type { OperationId } from '#contracts/operations.ts'
import type { Reason, Side } from '#contracts/sides.ts'
import { type Decision, decide, type Facts, type Refusal, rules } from './decide.ts'

export type RuleTold = {
  readonly rule: Reason
  /** decided: this one it was; passed: does not apply; not-asked: one before it has decided. */
  readonly outcome: 'decided' | 'passed' | 'not-asked'
  readonly because: string
}

export type Explanation = {
  readonly operation: OperationId
  readonly visitor: string
  readonly side: Side | null
  readonly reason: Reason | null
  /** Why nobody may answer, else null. */
  readonly refused: Refusal['refused'] | null
  readonly fallbackSide: Side | null
  readonly rules: readonly RuleTold[]
  /**
   * The visitor's draw, 1–100: new where it is at most the percentage; null where the journey has no flag.
   */
  readonly draw: number | null
  readonly flag: Facts['flag']
  /** By percentage alone, whatever else applies now. */
  readonly atPercent: readonly { readonly percent: number; readonly side: Side }[]
}

type Subject = { readonly operation: OperationId; readonly visitor: string; readonly draw: number | null }

const askedPercents = [10, 25, 50]

/** The decision about some facts, with its way there. */
export function explain(facts: Facts, subject: Subject): Explanation {
  const outcome = decide(facts)
  const told = tellRules(facts, subject)
  return {
    ...subject,
    ...('refused' in outcome ? refusal(outcome) : answered(outcome)),
    rules: 'side' in outcome && outcome.reason === 'capability' ? [...told, capability(outcome.side)] : told,
    flag: facts.flag,
    atPercent: subject.draw === null ? [] : askedPercents.map((percent) => at(percent, subject.draw ?? 0)),
  }
}

function answered({ side, reason, fallbackSide }: Decision) {
  return { side, reason, fallbackSide, refused: null }
}

function refusal({ refused }: Refusal) {
  return { side: null, reason: null, fallbackSide: null, refused }
}

function at(percent: number, draw: number): { percent: number; side: Side } {
  return { percent, side: draw <= percent ? 'new' : 'legacy' }
}

function tellRules(facts: Facts, subject: Subject): RuleTold[] {
  const decidedAt = rules.findIndex((rule) => rule.sideOf(facts) !== null)
  return rules.map(({ reason: rule }, index) => {
    if (index > decidedAt) return { rule, outcome: 'not-asked', because: 'a rule before it has decided' }
    return {
      rule,
      outcome: index === decidedAt ? 'decided' : 'passed',
      because: because[rule](facts, subject),
    }
  })
}

function capability(side: Side): RuleTold {
  return { rule: 'capability', outcome: 'decided', because: `only the ${side} side has the operation` }
}

const because: { readonly [R in Reason]: (facts: Facts, subject: Subject) => string } = {
  kill: ({ flag }) => {
    if (flag === null) return 'the journey has no flag'
    return flag.enabled ? 'the new side is not switched off' : 'the new side is switched off'
  },
  tester: ({ override }) =>
    override === null ? 'there is no tester token for the journey' : `the tester asks for ${override}`,
  percentage: ({ flag, drawnNew }, { draw }) => {
    if (flag === null) return 'the journey has no flag'
    const drawn = `draw ${draw} of 100, the new side takes up to ${flag.percent}`
    const constrained = !drawnNew && draw !== null && draw <= flag.percent
    return constrained ? `${drawn}, but a constraint of the flag is not met` : drawn
  },
  default: () => 'nothing else applies: legacy',
  fallback: () => 'the decided side could not answer',
  capability: () => 'only one side has the operation',
}
