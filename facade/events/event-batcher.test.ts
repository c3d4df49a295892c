import { jest } from '@jest/globals'
import { BanyanError } from '#contracts/errors.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { EventBatcher, type EventBatcherOptions } from './event-batcher.ts'

const event = (id: number) => ({ id: String(id) }) as BanyanEvent

/** A batcher over a log that takes nothing while it is away. */
function batching(options: Partial<EventBatcherOptions> = {}) {
  const log = { away: false, batches: [] as string[][] }
  const told = { failed: 0, dropped: 0 }
  const batcher = new EventBatcher({
    eventLog: {
      append: async (events) => {
        if (log.away) throw new BanyanError('unavailable')
        log.batches.push(events.map(({ id }) => id))
      },
    },
    onFailed: () => {
      told.failed += 1
    },
    onDropped: (events) => {
      told.dropped += events
    },
    flushMs: 200,
    backOff: { firstMs: 100, longestMs: 1_000 },
    ...options,
  })
  return { batcher, log, told }
}

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

test('events wait for each other, and go in their order', async () => {
  const { batcher, log } = batching()
  for (let id = 0; id < 3; id++) batcher.emit(event(id))
  expect(log.batches).toEqual([])
  await jest.advanceTimersByTimeAsync(200)
  expect(log.batches).toEqual([['0', '1', '2']])
  expect(batcher.backlog).toBe(0)
})

test('many go in several batches', async () => {
  const { batcher, log } = batching({ batchSize: 2 })
  for (let id = 0; id < 5; id++) batcher.emit(event(id))
  await jest.advanceTimersByTimeAsync(200)
  expect(log.batches).toEqual([['0', '1'], ['2', '3'], ['4']])
})

test('what the log does not take is offered again until it does, in order, and nothing is lost', async () => {
  jest.useRealTimers()
  const taken = Promise.withResolvers<readonly BanyanEvent[]>()
  let offers = 0
  const { batcher, told } = batching({
    flushMs: 1,
    backOff: { firstMs: 1, longestMs: 1 },
    eventLog: {
      append: async (events) => {
        offers += 1
        if (offers === 1) batcher.emit(event(1))
        if (offers < 5) throw new BanyanError('unavailable')
        taken.resolve(events)
      },
    },
  })
  batcher.emit(event(0))
  expect((await taken.promise).map(({ id }) => id)).toEqual(['0', '1'])
  expect(told).toEqual({ failed: 4, dropped: 0 })
})

test('what finds no room is counted as lost, the older ones stay', async () => {
  const { batcher, log, told } = batching({ capacity: 2 })
  for (let id = 0; id < 5; id++) batcher.emit(event(id))
  await jest.advanceTimersByTimeAsync(200)
  expect(log.batches.flat()).toEqual(['0', '1'])
  expect(told.dropped).toBe(3)
})

test('what waits is appended when it stops', async () => {
  const { batcher, log } = batching()
  batcher.emit(event(0))
  await batcher.stop()
  expect(log.batches).toEqual([['0']])
  expect(jest.getTimerCount()).toBe(0)
})

test('it stops also while the log is away, and counts what is lost', async () => {
  const { batcher, log, told } = batching()
  log.away = true
  batcher.emit(event(0))
  await jest.advanceTimersByTimeAsync(300)
  await batcher.stop()
  expect(told.dropped).toBe(1)
  expect(batcher.backlog).toBe(0)
})

test('one batch at a time, so that a slow log cannot turn the order round', async () => {
  const appended = Promise.withResolvers<void>()
  const running: number[] = []
  let atOnce = 0
  const { batcher } = batching({
    eventLog: {
      append: async () => {
        atOnce += 1
        running.push(atOnce)
        await appended.promise
        atOnce -= 1
      },
    },
  })
  batcher.emit(event(0))
  await jest.advanceTimersByTimeAsync(200)
  batcher.emit(event(1))
  await jest.advanceTimersByTimeAsync(1_000)
  appended.resolve()
  await jest.advanceTimersByTimeAsync(0)
  expect(running).toEqual([1, 1])
})
