import { aFlag, someFacts } from '../testing/facts.ts'
import decisionCases from './decide.cases.json' with { type: 'json' }
import { decide, type Facts } from './decide.ts'
import fallbackCases from './fallback-side.cases.json' with { type: 'json' }

type Named = { readonly flag?: object | null }

/** A case names what is not ordinary; a flag's fields too. */
function factsOf(named: Named): Facts {
  const flag = named.flag === undefined || named.flag === null ? named.flag : aFlag(named.flag)
  return someFacts({ ...(named as Partial<Facts>), ...(flag === undefined ? {} : { flag }) })
}

describe('which side answers', () => {
  test.each(decisionCases)('$rule', ({ facts, decision, refused }) => {
    expect(decide(factsOf(facts))).toMatchObject(decision ?? { refused })
  })
})

describe('who answers when it cannot', () => {
  test.each(fallbackCases)('$rule', ({ facts, fallbackSide }) => {
    expect(decide(factsOf(facts))).toMatchObject({ fallbackSide })
  })
})

test('a decision carries the flag that it was made by', () => {
  const facts = someFacts()
  expect(decide(facts)).toMatchObject({ flag: facts.flag })
})
