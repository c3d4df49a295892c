import { eventProblems } from '#contracts/events/event-validation.ts'
import type { Reason, Side } from '#contracts/sides.ts'
import { createMemoryEventSink } from '../events/event-sink.ts'
import type { Decided } from '../exchange.ts'
import { anAnswer, anOperation, answering, decided } from '../testing/exchanges.ts'
import { aFlag } from '../testing/facts.ts'
import { exposure } from './exposure.ts'

function meeting(side: Side, reason: Reason, version = '1') {
  return { decision: { side, reason, flag: aFlag({ version }), fallbackSide: null } }
}

async function exposedBy(...changes: readonly Partial<Decided>[]) {
  const sink = createMemoryEventSink()
  const policy = exposure(sink, '/facade/test')
  for (const change of changes) await policy(decided(change), answering<Decided>())
  return sink.events
}

test('a visitor who meets a side is told, once', async () => {
  const events = await exposedBy(meeting('new', 'percentage'), meeting('new', 'percentage'))
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    type: 'banyan.visitor.exposed.v1',
    source: '/facade/test',
    subject: 'AAAAAAAAAAAAAAAAAAAAAA',
    partitionkey: 'AAAAAAAAAAAAAAAAAAAAAA',
    data: {
      visitorId: 'AAAAAAAAAAAAAAAAAAAAAA',
      journey: 'catalog',
      operation: 'getProduct',
      side: 'new',
      reason: 'percentage',
      groupId: 'catalog:1',
      percent: 25,
      channel: 'default',
      country: 'US',
    },
  })
})

test.each(['percentage', 'default', 'tester'] as const)('the event keeps its schema: %s', async (reason) => {
  const [event] = await exposedBy(meeting('new', reason))
  expect(eventProblems(event)).toBeNull()
})

test('without a flag the event keeps its schema too', async () => {
  const decision = { side: 'legacy', reason: 'default', flag: null, fallbackSide: null } as const
  const [event] = await exposedBy({ decision })
  expect(event).toMatchObject({ data: { groupId: 'catalog', percent: 0 } })
  expect(eventProblems(event)).toBeNull()
})

test('he is told again on the other side, under another flag version, in another journey', async () => {
  const search = { operation: anOperation('suggest'), ...meeting('new', 'percentage', '2') }
  const events = await exposedBy(
    meeting('new', 'percentage'),
    meeting('legacy', 'percentage'),
    meeting('legacy', 'percentage', '2'),
    search,
    meeting('legacy', 'percentage', '2'),
    search,
  )
  expect(events).toHaveLength(4)
})

test('another visitor is told for himself', async () => {
  const other = { visitor: { id: 'BBBBBBBBBBBBBBBBBBBBBB', newToken: null, since: null } }
  expect(
    await exposedBy(meeting('new', 'percentage'), { ...meeting('new', 'percentage'), ...other }),
  ).toHaveLength(2)
})

test.each(['kill', 'capability'] as const)('who had no choice is not told: %s', async (reason) => {
  expect(await exposedBy(meeting('legacy', reason))).toEqual([])
})

test('who is to meet a side is told also when the side then fails', async () => {
  const sink = createMemoryEventSink()
  const failing = () => Promise.reject(new Error('gone'))
  await exposure(sink, '/facade/test')(decided(), failing).catch(() => anAnswer())
  expect(sink.events).toHaveLength(1)
})
