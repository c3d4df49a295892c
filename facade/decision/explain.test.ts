import { aFlag, someFacts } from '../testing/facts.ts'
import { decide } from './decide.ts'
import { explain } from './explain.ts'

const subject = { operation: 'getProduct', visitor: 'someone', draw: 30 } as const

function outcomes(explanation: ReturnType<typeof explain>) {
  return explanation.rules.map(({ rule, outcome }) => `${rule} ${outcome}`)
}

test('tells every rule in its order, up to the one that decided', () => {
  expect(outcomes(explain(someFacts(), subject))).toEqual([
    'kill passed',
    'tester passed',
    'percentage decided',
    'default not-asked',
  ])
})

test('says the draw against the percentage', () => {
  const { rules, side } = explain(someFacts(), subject)
  expect(side).toBe('legacy')
  expect(rules[2]?.because).toBe('draw 30 of 100, the new side takes up to 25')
})

test('says when a constraint kept a drawn visitor away', () => {
  const { rules } = explain(someFacts({ flag: aFlag({ percent: 50 }), drawnNew: false }), subject)
  expect(rules[2]?.because).toContain('a constraint of the flag is not met')
})

test('says what it would be at 10, 25 and 50 percent', () => {
  expect(explain(someFacts(), subject).atPercent).toEqual([
    { percent: 10, side: 'legacy' },
    { percent: 25, side: 'legacy' },
    { percent: 50, side: 'new' },
  ])
})

test('a kill is told as what decided, and nothing behind it is asked', () => {
  const explanation = explain(someFacts({ flag: aFlag({ enabled: false }), drawnNew: true }), subject)
  expect(explanation).toMatchObject({ side: 'legacy', reason: 'kill', fallbackSide: null })
  expect(outcomes(explanation)).toEqual([
    'kill decided',
    'tester not-asked',
    'percentage not-asked',
    'default not-asked',
  ])
})

test('says when only one side has the operation', () => {
  const explanation = explain(someFacts({ offered: { legacy: false, new: true } }), subject)
  expect(explanation).toMatchObject({ side: 'new', reason: 'capability' })
  expect(explanation.rules.at(-1)?.because).toBe('only the new side has the operation')
})

test('says why nobody may answer', () => {
  const facts = someFacts({ flag: aFlag({ enabled: false }), offered: { legacy: false, new: true } })
  expect(explain(facts, subject)).toMatchObject({ side: null, reason: null, refused: 'unavailable' })
})

test('without a flag there is no draw, and everybody gets legacy', () => {
  const explanation = explain(someFacts({ flag: null }), { ...subject, draw: null })
  expect(explanation).toMatchObject({ side: 'legacy', reason: 'default', draw: null, atPercent: [] })
})

test('never tells another side than the one that is decided', () => {
  for (const enabled of [true, false]) {
    for (const drawnNew of [true, false]) {
      for (const override of ['legacy', 'new', null] as const) {
        const facts = someFacts({ flag: aFlag({ enabled }), drawnNew, override })
        expect(explain(facts, subject)).toMatchObject(decide(facts))
      }
    }
  }
})
