import { bundledMarkets } from '#contracts/markets.ts'
import { createMemoryFlagSource, type MemoryFlagSource } from '#flags/flag-source.memory.ts'
import { createResolveContext } from '../context/resolve-context.ts'
import { createExplainRequest } from './explain-request.ts'
import { createGatherFacts } from './gather-facts.ts'

let flags: MemoryFlagSource
beforeEach(() => {
  flags = createMemoryFlagSource()
})
afterEach(() => flags.close())

const both = { legacy: true, new: true }
const explainer = () =>
  createExplainRequest(
    createGatherFacts(flags, new Map([['getProduct', both]])),
    createResolveContext(bundledMarkets),
  )

test('what it says a visitor would get at a percentage is what he gets at that percentage', () => {
  const explain = explainer()
  for (let index = 0; index < 500; index++) {
    const visitor = `visitor-${index}`
    flags.set('catalog', { percent: 0 })
    for (const { percent, side } of explain({ operation: 'getProduct', visitor }).atPercent) {
      flags.set('catalog', { percent })
      expect(explain({ operation: 'getProduct', visitor }).side).toBe(side)
    }
  }
})

test('takes a visitor by his token too', () => {
  const explain = explainer()
  const byId = explain({ operation: 'getProduct', visitor: 'someone' })
  expect(explain({ operation: 'getProduct', visitor: 'someone.signature' })).toEqual(byId)
})

test('refuses a country that the channel does not sell to', () => {
  const ask = () => explainer()({ operation: 'getProduct', visitor: 'someone', country: 'XX' })
  expect(ask).toThrow(expect.objectContaining({ code: 'unsupported-country' }))
})

test('an operation that no side has is explained as refused', () => {
  expect(explainer()({ operation: 'suggest', visitor: 'someone' })).toMatchObject({
    side: null,
    refused: 'capability-missing',
  })
})
