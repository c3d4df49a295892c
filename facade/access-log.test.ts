import { jest } from '@jest/globals'
import { createAccessLog } from './access-log.ts'

function writing() {
  const writes: string[] = []
  return { writes, log: createAccessLog('info', { write: (text) => void writes.push(text) }) }
}

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

test('lines wait for each other and are written as one', () => {
  const { log, writes } = writing()
  log.info({ status: 200 })
  log.info({ status: 404 })
  expect(writes).toEqual([])
  jest.advanceTimersByTime(250)
  expect(writes).toHaveLength(1)
  const lines = writes[0]
    ?.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toEqual([
    expect.objectContaining({ name: 'access', status: 200 }),
    expect.objectContaining({ name: 'access', status: 404 }),
  ])
})

test('a full page does not wait', () => {
  const { log, writes } = writing()
  for (let line = 0; line < 2_000; line++) log.info({ line })
  expect(writes.length).toBeGreaterThan(1)
  expect(writes.join('').split('\n').length).toBeLessThanOrEqual(2_001)
})

test('nothing is left behind at the end', () => {
  const { log, writes } = writing()
  log.info({ status: 200 })
  log.flush()
  expect(writes).toHaveLength(1)
  expect(jest.getTimerCount()).toBe(0)
})
