import { backOffMs, pause } from './back-off.ts'

const backOff = { firstMs: 100, longestMs: 1_000 }

describe('back-off', () => {
  it('doubles until the longest pause', () => {
    expect([1, 2, 3, 4, 5, 500].map((n) => backOffMs(backOff, n, 1))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ])
  })

  it('spreads tries over the second half', () => {
    expect([0, 0.5, 1].map((random) => backOffMs(backOff, 2, random))).toEqual([100, 150, 200])
  })
})

describe('pause', () => {
  it('ends at once when it is called off', async () => {
    const stop = new AbortController()
    const waiting = pause(3_600_000, stop.signal)
    stop.abort()
    await expect(waiting).resolves.toBeUndefined()
    await expect(pause(3_600_000, stop.signal)).resolves.toBeUndefined()
  })
})
