import { jest } from '@jest/globals'
import { BanyanError } from '#contracts/errors.ts'
import { Deadline } from './deadline.ts'

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

function watching(deadline: Deadline): readonly BanyanError[] {
  const told: BanyanError[] = []
  deadline.watch({ over: (error) => told.push(error) })
  return told
}

test('who watches is told once, when the time is over', () => {
  const deadline = new Deadline(100)
  const told = watching(deadline)
  jest.advanceTimersByTime(99)
  expect(told).toEqual([])
  jest.advanceTimersByTime(1_000)
  expect(told).toEqual([expect.objectContaining({ code: 'deadline-exceeded' })])
  expect(deadline.error).toBe(told[0])
})

test('who comes too late is told at once', () => {
  const deadline = new Deadline(100)
  deadline.over(new BanyanError('shopper-gone'))
  expect(watching(deadline)).toEqual([expect.objectContaining({ code: 'shopper-gone' })])
})

test('who no longer watches is not told', () => {
  const deadline = new Deadline(100)
  const told: BanyanError[] = []
  const watcher = { over: (error: BanyanError) => told.push(error) }
  deadline.watch(watcher)
  deadline.unwatch(watcher)
  jest.advanceTimersByTime(1_000)
  expect(told).toEqual([])
})

test('after its end nothing happens, and no timer is left', () => {
  const deadline = new Deadline(100)
  const told = watching(deadline)
  const { signal } = deadline
  deadline.end()
  deadline.over(new BanyanError('shopper-gone'))
  expect(told).toEqual([])
  expect(signal.aborted).toBe(false)
  expect(jest.getTimerCount()).toBe(0)
})

test('without anybody watching there is no timer', () => {
  const deadline = new Deadline(100)
  deadline.part(0.5)
  expect(jest.getTimerCount()).toBe(0)
})

test('the signal is aborted with the reason, also when it is asked for late', () => {
  const [early, late] = [new Deadline(100), new Deadline(100)]
  const { signal } = early
  early.over(new BanyanError('shopper-gone'))
  late.over(new BanyanError('shopper-gone'))
  for (const one of [signal, late.signal]) {
    expect(one.aborted).toBe(true)
    expect(one.reason).toMatchObject({ code: 'shopper-gone' })
  }
})

test('a part is over before the whole, which goes on', () => {
  const whole = new Deadline(100)
  const told = { whole: watching(whole), part: watching(whole.part(0.6)) }
  jest.advanceTimersByTime(60)
  expect(told.part).toHaveLength(1)
  expect(told.whole).toHaveLength(0)
  expect(whole.remainingMs).toBe(40)
})

test('what ends the whole ends its part', () => {
  const whole = new Deadline(100)
  const part = whole.part(0.6)
  const told = watching(part)
  whole.over(new BanyanError('shopper-gone'))
  expect(told).toEqual([expect.objectContaining({ code: 'shopper-gone' })])
})

test('a part of what is over is over', () => {
  const whole = new Deadline(100)
  whole.over(new BanyanError('shopper-gone'))
  expect(whole.part(0.6).error).toMatchObject({ code: 'shopper-gone' })
})

test('the time that remains is never negative', () => {
  const deadline = new Deadline(100)
  jest.advanceTimersByTime(500)
  expect(deadline.remainingMs).toBe(0)
})

describe('a race', () => {
  test('is won by work that is done in time', async () => {
    await expect(new Deadline(100).race(Promise.resolve('done'))).resolves.toBe('done')
  })

  test('is lost with the work’s own failure', async () => {
    await expect(new Deadline(100).race(Promise.reject(new Error('work')))).rejects.toThrow('work')
  })

  test('is lost when the time is over, though the work goes on for ever', async () => {
    const deadline = new Deadline(100)
    const race = deadline.race(new Promise(() => undefined))
    jest.advanceTimersByTime(100)
    await expect(race).rejects.toMatchObject({ code: 'deadline-exceeded' })
  })

  test('that is lost leaves no unhandled rejection of the work', async () => {
    const deadline = new Deadline(100)
    const work = Promise.withResolvers()
    const race = deadline.race(work.promise)
    deadline.over(new BanyanError('shopper-gone'))
    await expect(race).rejects.toMatchObject({ code: 'shopper-gone' })
    work.reject(new Error('too late'))
    await expect(work.promise).rejects.toThrow('too late')
  })
})
