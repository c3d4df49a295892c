import { createMemoryEventSink } from '../events/event-sink.ts'
import { exposure } from '../policies/exposure.ts'
import { answering, decided } from '../testing/exchanges.ts'
import { aFlag } from '../testing/facts.ts'
import { ExposedSplit } from './exposed-split.ts'

function counting() {
  const sink = createMemoryEventSink()
  const split = new ExposedSplit(sink)
  const policy = exposure(split, '/facade/test')
  let visitors = 0
  const meet = async (
    side: 'legacy' | 'new',
    flag = aFlag(),
    reason: 'percentage' | 'tester' = 'percentage',
  ) => {
    visitors += 1
    const visitor = { id: `visitor-${visitors}`, newToken: null, since: null }
    await policy(decided({ visitor, decision: { side, reason, flag, fallbackSide: null } }), answering())
  }
  return { split, sink, meet }
}

test('the share of the new side is that of the drawn visitors', async () => {
  const { split, meet } = counting()
  expect(split.percent('catalog')).toBeNull()
  for (const side of ['new', 'legacy', 'legacy', 'legacy'] as const) await meet(side)
  expect(split.percent('catalog')).toBe(25)
  expect(split.percent('search')).toBeNull()
})

test('testers do not count', async () => {
  const { split, meet } = counting()
  await meet('legacy')
  await meet('new', aFlag(), 'tester')
  expect(split.percent('catalog')).toBe(0)
})

test('it begins anew when the percentage is set anew', async () => {
  const { split, meet } = counting()
  await meet('legacy')
  await meet('new', aFlag({ percent: 50, version: '2' }))
  expect(split.percent('catalog')).toBe(100)
})

test('every event goes on', async () => {
  const { sink, meet } = counting()
  await meet('new')
  await meet('new', aFlag(), 'tester')
  expect(sink.events).toHaveLength(2)
})
