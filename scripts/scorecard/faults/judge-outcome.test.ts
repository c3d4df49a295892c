// The judge must find fault: each case is an answer that a broken façade might give.
import type { Observed } from '../stage/client.ts'
import { productJson } from '../stage/toy-answers.ts'
import { answerFaults } from './answer-faults.ts'
import { byteFaults } from './byte-faults.ts'
import type { Fault } from './fault.ts'
import { judgeBothSides, judgeOneSide, judgePassthrough, judgeTime } from './judge-outcome.ts'

const faultOf = (id: string): Fault => {
  const found = [...byteFaults, ...answerFaults].find((fault) => fault.id === id)
  if (!found) throw new Error(`no fault ${id}`)
  return found
}
const [garbage, silent, cutting, currency] = ['garbage', 'silent', 'reset-in-body', 'other-currency'].map(
  faultOf,
)
if (!garbage || !silent || !cutting || !currency) throw new Error('a fault is missing')

const good = (side: string, body = productJson('a')): Observed => ({
  ...{ status: 200, body, cut: false, ms: 5 },
  headers: { 'content-type': 'application/json', 'x-banyan-side': side },
})
const problem = (status: number, code: string, more: object = {}): Observed => ({
  ...{ status, cut: false, ms: 5, headers: { 'content-type': 'application/problem+json' } },
  body: JSON.stringify({ type: `/problems/${code}`, title: '', status, code, traceId: 'a', ...more }),
})
const asked = { operation: 'getProduct', other: 'legacy' } as const

describe('one side has the fault', () => {
  test('the other one’s answer is right', () => {
    expect(judgeOneSide(garbage, asked, good('legacy'))).toBeNull()
  })
  test.each<[string, Observed]>([
    ['the faulty side’s', good('new')],
    ['an error', problem(502, 'upstream-failed')],
    ['one that breaks the contract', good('legacy', '{"slug":"a"}')],
    ['half of one', { ...good('legacy'), cut: true }],
  ])('%s is wrong', (_what, observed) => {
    expect(judgeOneSide(garbage, asked, observed)).not.toBeNull()
  })
  test('what was poisoned is wrong, whoever answers', () => {
    const poisoned = good('new', productJson('a').replaceAll('USD', 'JPY'))
    expect(judgeOneSide(currency, asked, poisoned)).toBe('it was passed on')
  })
})

describe('both sides have it', () => {
  test('a clean problem of the declared status is right', () => {
    expect(judgeBothSides(garbage, 'getProduct', problem(502, 'upstream-failed'))).toBeNull()
    expect(judgeBothSides(silent, 'getProduct', problem(504, 'deadline-exceeded'))).toBeNull()
  })
  test.each<[string, Fault, Observed]>([
    ['another status', garbage, problem(500, 'internal')],
    ['another code', silent, problem(504, 'upstream-failed')],
    ['a page', garbage, { ...problem(502, 'upstream-failed'), body: '<html>' }],
    ['an answer', garbage, good('new')],
    ['no word on the place', faultOf('missing-id'), problem(502, 'upstream-contract-violation')],
  ])('%s is wrong', (_what, fault, observed) => {
    expect(judgeBothSides(fault, 'getProduct', observed)).not.toBeNull()
  })
})

describe('the passthrough', () => {
  test('cut where the suite was cut is right, an end of ours is wrong', () => {
    const half = { ...good('legacy'), body: '{"slug"', cut: true }
    expect(judgePassthrough(cutting, half)).toBeNull()
    expect(judgePassthrough(cutting, { ...half, cut: false })).not.toBeNull()
    expect(judgePassthrough(cutting, { ...half, body: '{"slug"{"type":"/problems/x"}' })).not.toBeNull()
  })
})

test.each([
  [2_950, 0, true],
  [3_090, 0, true],
  [3_150, 0, false],
  [3_150, 60, true],
  [2_000, 60, false],
])('%d ms with a lag of ours of %d ms is at the deadline: %p', (ms, lagMs, right) => {
  expect(judgeTime({ ...good('new'), ms }, 3_000, lagMs) === null).toBe(right)
})
