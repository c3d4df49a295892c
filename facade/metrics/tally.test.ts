import type { Decision } from '../decision/decide.ts'
import { anOperation } from '../testing/exchanges.ts'
import { Tally } from './tally.ts'

const [getProduct, suggest] = [anOperation('getProduct'), anOperation('suggest')]
const decided = (side: Decision['side'], reason: Decision['reason']): Decision => ({
  side,
  reason,
  flag: null,
  fallbackSide: null,
})

test('answers are counted apart by operation, side, reason and status, and together otherwise', () => {
  const tally = new Tally()
  tally.add(getProduct, decided('new', 'percentage'), 200, 0.1)
  tally.add(getProduct, decided('new', 'percentage'), 200, 0.3)
  tally.add(getProduct, decided('legacy', 'percentage'), 200, 0.1)
  tally.add(getProduct, decided('legacy', 'fallback'), 200, 0.1)
  tally.add(getProduct, decided('new', 'percentage'), 404, 0.1)
  tally.add(suggest, decided('new', 'percentage'), 200, 0.1)
  tally.add(getProduct, null, 400, 0.1)
  const rows = tally.rows().map(({ operation, side, reason, status, latency }) => {
    return [operation.id, side, reason, status, latency.count].join(' ')
  })
  expect(rows.toSorted()).toEqual([
    'getProduct   400 1',
    'getProduct legacy fallback 200 1',
    'getProduct legacy percentage 200 1',
    'getProduct new percentage 200 2',
    'getProduct new percentage 404 1',
    'suggest new percentage 200 1',
  ])
})

test('durations are summed', () => {
  const tally = new Tally()
  tally.add(getProduct, null, 400, 0.25)
  tally.add(getProduct, null, 400, 0.5)
  expect(tally.rows()[0]?.latency.seconds).toBeCloseTo(0.75)
})
