import { operations } from '#contracts/operations.ts'
import { anOperation } from '../testing/exchanges.ts'
import { type Age, ageState, cacheRuleOf } from './cache-rule.ts'

const rule = { freshMs: 30_000, staleMs: 90_000, spareMs: 630_000, negativeMs: 10_000 }
const aged = (ageMs: number, more: Partial<Age> = {}): Age => ({
  ageMs,
  isOutdated: false,
  isNegative: false,
  ...more,
})

test.each([
  ['a new answer is served', aged(0), 'fresh'],
  ['until its time is over', aged(29_999), 'fresh'],
  ['then it is served while a new one is fetched', aged(30_000), 'stale'],
  ['until that time is over too', aged(89_999), 'stale'],
  ['then only a failing side brings it back', aged(90_000), 'spare'],
  ['for as long as is declared', aged(629_999), 'spare'],
  ['and then it is gone', aged(630_000), 'gone'],
  ['after a change of the data only a failing side brings it back', aged(0, { isOutdated: true }), 'spare'],
  ['which lasts no longer for that', aged(630_000, { isOutdated: true }), 'gone'],
  ['that there is no such thing holds for a short time', aged(9_999, { isNegative: true }), 'fresh'],
  ['and no failure makes it hold longer', aged(10_000, { isNegative: true }), 'gone'],
  ['nor does it outlive a change', aged(0, { isNegative: true, isOutdated: true }), 'gone'],
] as const)('%s', (_rule, age, state) => {
  expect(ageState(age, rule)).toBe(state)
})

describe('a rule', () => {
  test('is made from what the contract declares', () => {
    const cache = {
      ttlSeconds: 30,
      staleWhileRevalidateSeconds: 60,
      staleIfErrorSeconds: 600,
      negativeTtlSeconds: 10,
    }
    expect(cacheRuleOf({ ...anOperation('getProduct'), cache })).toEqual(rule)
  })

  test('serves no answer on failure for a shorter time than while it is fetched', () => {
    const cache = {
      ttlSeconds: 1,
      staleWhileRevalidateSeconds: 60,
      staleIfErrorSeconds: 0,
      negativeTtlSeconds: 0,
    }
    expect(cacheRuleOf({ ...anOperation('getProduct'), cache })).toMatchObject({
      staleMs: 61_000,
      spareMs: 61_000,
    })
  })

  test('is there only where the contract declares one', () => {
    expect(cacheRuleOf({ ...anOperation('getProduct'), cache: null })).toBeNull()
  })

  test.each([{ safe: false }, { method: 'POST' as const }])('cannot be had for %j', (change) => {
    expect(() => cacheRuleOf({ ...anOperation('getProduct'), ...change })).toThrow('is no safe read')
  })

  test('cannot be had for what may be one customer’s', () => {
    const authentication = { required: false, scopes: [] }
    expect(() => cacheRuleOf({ ...anOperation('getProduct'), authentication })).toThrow('one customer')
  })

  test.each(operations)('of $id makes sense', (operation) => {
    expect(() => cacheRuleOf(operation)).not.toThrow()
  })
})
