import { windowOf, windowSeconds } from './window-choice.ts'

describe('the window in the URL', () => {
  test.each([
    ['', '5m', 300],
    ['?window=1m', '1m', 60],
    ['?window=1h&x=y', '1h', 3600],
    ['?window=7d', '5m', 300],
  ])('%s shows %s', (search, name, seconds) => {
    expect(windowOf(search)).toBe(name)
    expect(windowSeconds(windowOf(search))).toBe(seconds)
  })
})
