import { jest } from '@jest/globals'
import { eventProblems } from '#contracts/events/event-validation.ts'
import { bucketOf } from '#contracts/events/latency-buckets.ts'
import { anOperation, decided } from '../testing/exchanges.ts'
import { createMemoryEventSink } from './event-sink.ts'
import { startRequestSummaries } from './request-summaries.ts'

const getProduct = anOperation('getProduct')
const { decision } = decided()

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') })
})
afterEach(() => {
  jest.useRealTimers()
})

test('a window tells each kind of answer once, by class of status', () => {
  const sink = createMemoryEventSink()
  const summaries = startRequestSummaries(sink, '/facade/test', 1_000)
  for (const status of [200, 200, 404, 400]) summaries.current().add(getProduct, decision, status, 0.01)
  jest.advanceTimersByTime(1_000)
  const row = {
    ...{ capability: 'catalog', journey: 'catalog', operation: 'getProduct' },
    ...{ side: 'new', reason: 'percentage', count: 2, seconds: 0.02, latency: { [bucketOf(0.01)]: 2 } },
  }
  expect(sink.events).toEqual([
    expect.objectContaining({
      type: 'banyan.requests.summarised.v1',
      source: '/facade/test',
      partitionkey: '/facade/test',
      data: {
        windowStart: '2026-01-01T00:00:00.000Z',
        windowMs: 1_000,
        rows: [
          { ...row, statusClass: 2 },
          { ...row, statusClass: 4 },
        ],
      },
    }),
  ])
  expect(eventProblems(sink.events[0])).toBeNull()
  summaries.stop()
})

test('every window starts at nothing, and an empty one is not told', () => {
  const sink = createMemoryEventSink()
  const summaries = startRequestSummaries(sink, '/facade/test', 1_000)
  summaries.current().add(getProduct, decision, 200, 0.01)
  jest.advanceTimersByTime(3_000)
  summaries.current().add(getProduct, decision, 200, 0.01)
  jest.advanceTimersByTime(1_000)
  const counts = sink.events.map(({ data }) => ('rows' in data ? data.rows[0]?.count : null))
  expect(counts).toEqual([1, 1])
  summaries.stop()
})

test('what was refused before a decision is of no side, and is not told', () => {
  const sink = createMemoryEventSink()
  const summaries = startRequestSummaries(sink, '/facade/test', 1_000)
  summaries.current().add(getProduct, null, 400, 0.01)
  summaries.stop()
  expect(sink.events).toEqual([])
})

test('the last window is told when it stops', () => {
  const sink = createMemoryEventSink()
  const summaries = startRequestSummaries(sink, '/facade/test', 1_000)
  summaries.current().add(getProduct, decision, 200, 0.01)
  summaries.stop()
  expect(sink.events).toEqual([expect.objectContaining({ data: expect.objectContaining({ windowMs: 1 }) })])
  expect(jest.getTimerCount()).toBe(0)
})

test.each([-2, 2])('a clock set by %i hours meanwhile does not change how long a window was', (hours) => {
  const sink = createMemoryEventSink()
  const summaries = startRequestSummaries(sink, '/facade/test', 1_000)
  summaries.current().add(getProduct, decision, 200, 0.01)
  jest.setSystemTime(Date.parse('2026-01-01T00:00:00Z') + hours * 3_600_000)
  jest.advanceTimersByTime(1_000)
  expect(sink.events[0]?.data).toMatchObject({ windowStart: '2026-01-01T00:00:00.000Z', windowMs: 1_000 })
  expect(eventProblems(sink.events[0])).toBeNull()
  summaries.stop()
})
