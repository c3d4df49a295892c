import { mintTesterToken, testerHeader } from '#contracts/tester-token.ts'
import { createMemoryFlagSource, type MemoryFlagSource } from '#flags/flag-source.memory.ts'
import { createGatherFacts } from '../decision/gather-facts.ts'
import { createReadOverride } from '../decision/tester-override.ts'
import type { Decided, Valid } from '../exchange.ts'
import { answering, valid } from '../testing/exchanges.ts'
import { decision } from './decision.ts'

const secrets = ['a-secret-for-testers'] as const
const nowMs = 1_000_000

let flags: MemoryFlagSource
beforeEach(() => {
  flags = createMemoryFlagSource()
})
afterEach(() => flags.close())

async function decide(change: Partial<Valid>, offer = { legacy: true, new: true }) {
  const rest = answering<Decided>()
  const gatherFacts = createGatherFacts(flags, new Map([['getProduct', offer]]))
  const reply = await decision(
    gatherFacts,
    createReadOverride(secrets, () => nowMs),
  )(valid(change), rest)
  return { decision: rest.seen[0]?.decision, error: reply.error }
}

const testing = (journey: 'catalog' | 'search' | '*', exp = 2_000) => ({
  headers: { [testerHeader]: mintTesterToken({ side: 'new', journey, exp }, secrets) },
})

test('the flag decides', async () => {
  flags.set('catalog', { percent: 100 })
  expect((await decide({})).decision).toMatchObject({ side: 'new', reason: 'percentage' })
  flags.set('catalog', { percent: 0 })
  expect((await decide({})).decision).toMatchObject({ side: 'legacy', reason: 'percentage' })
})

test('a tester chooses for his journey, or for all', async () => {
  expect((await decide(testing('catalog'))).decision).toMatchObject({ side: 'new', reason: 'tester' })
  expect((await decide(testing('*'))).decision).toMatchObject({ side: 'new', reason: 'tester' })
})

test('a tester of another journey is a visitor here', async () => {
  expect((await decide(testing('search'))).decision).toMatchObject({ side: 'legacy', reason: 'percentage' })
})

test.each([
  ['forged', { headers: { [testerHeader]: 'e30.forged' } }],
  ['empty', { headers: { [testerHeader]: '' } }],
  ['expired', testing('*', nowMs / 1000)],
])('a tester token that is %s is an error, never silently another side', async (_what, change) => {
  expect(await decide(change)).toEqual({
    decision: undefined,
    error: expect.objectContaining({ code: 'invalid-override' }),
  })
})

test('where the only side with the operation is killed, the shopper is told to come again', async () => {
  flags.set('catalog', { enabled: false })
  const { error } = await decide({}, { legacy: false, new: true })
  expect(error).toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 })
})

test('an operation that no side has is an error', async () => {
  const { error } = await decide({}, { legacy: false, new: false })
  expect(error).toMatchObject({ code: 'capability-missing' })
})
