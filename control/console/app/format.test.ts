import { formatAgo, formatCount, formatMs, formatPercent, formatRate, formatSpan } from './format.ts'

describe('numbers as an operator reads them', () => {
  test.each([
    [null, '–'],
    [0, '0 %'],
    [0.004, '< 0.01 %'],
    [0.05, '0.05 %'],
    [24.27, '24.3 %'],
    [100, '100 %'],
  ])('%s percent is %s', (percent, text) => expect(formatPercent(percent)).toBe(text))

  test.each([
    [null, '–'],
    [0.42, '0.4'],
    [9.96, '10.0'],
    [88.4, '88'],
    [1234, '1,234'],
    [12_345, '12.3 s'],
  ])('%s ms is %s', (ms, text) => expect(formatMs(ms)).toBe(text))

  test('counts are grouped, rates are short', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567')
    expect([0, 0.04, 9.9, 12.3].map(formatRate)).toEqual(['0', '0.0', '9.9', '12'])
  })

  test.each([
    [0, '0 s'],
    [89, '89 s'],
    [90, '2 min'],
    [5400, '2 h'],
    [200_000, '2 days'],
    [-3, '0 s'],
  ])('%s seconds are %s', (seconds, text) => expect(formatSpan(seconds)).toBe(text))

  test('what was just now is not counted in seconds', () => {
    const at = '2026-11-22T10:00:00Z'
    expect(formatAgo(at, Date.parse(at) + 4_000)).toBe('just now')
    expect(formatAgo(at, Date.parse(at) + 60_000)).toBe('60 s ago')
  })
})
