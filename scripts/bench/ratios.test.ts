import { validators } from '#contracts/validation.ts'
import { byCore, median, type Round, ratiosOf, rowOf, shortfall } from './ratios.ts'
import { sampleProduct, sampleProductJson } from './sample-product.ts'

const round = (requestsPerSecond: number, more: Partial<Round> = {}): Round => ({
  ...{ requestsPerSecond, p50Ms: 1, p99Ms: 2, failed: 0, busy: 1 },
  ...more,
})
const row = (id: string, rate: number, more: Partial<Round> = {}) => rowOf(id, id, [round(rate, more)])

test.each([
  [[3], 3],
  [[1, 100, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle)
})

test('one bad round does not move a row, but shows in its spread', () => {
  const noisy = rowOf('x', 'X', [round(1_000), round(100, { p99Ms: 90 }), round(1_010)])
  expect(noisy).toMatchObject({ requestsPerSecond: 1_000, p99Ms: 2, spread: 0.91 })
})

test('ratios are over both yardsticks, and never of one with itself', () => {
  const rows = [row('bare', 10_000), row('proxy', 2_000), row('new', 5_000)]
  expect(ratiosOf(rows)).toEqual({ 'proxy/bare': 0.2, 'new/bare': 0.5, 'bare/proxy': 5, 'new/proxy': 2.5 })
})

test('what a contender does with its core is told apart from how much of it it got', () => {
  const rows = [row('proxy', 1_000, { busy: 1 }), row('new', 1_500, { busy: 0.5 })]
  expect(ratiosOf(rows, byCore)).toEqual({ 'new/proxy': 3 })
  expect(ratiosOf([row('proxy', 1, { busy: null }), row('new', 2)], byCore)).toEqual({})
})

test('the new side must be twice the proxy, with no failed request, and must have been measured', () => {
  const check = (...rows: ReturnType<typeof row>[]) => shortfall(ratiosOf(rows), rows)
  expect(check(row('proxy', 100), row('new', 200))).toBeNull()
  expect(check(row('proxy', 100), row('new', 199))).toMatch(/1\.99, must be 2/)
  expect(check(row('proxy', 100), row('new', 300, { failed: 1 }))).toMatch(/failed at new/)
  expect(check(row('proxy', 100))).toMatch(/not measured/)
})

test('the answer that all contenders move is one of the contract, and about 1.5 kB', () => {
  expect(validators.get('getProduct')?.output(sampleProduct)).toBeNull()
  expect(Math.abs(Buffer.byteLength(sampleProductJson) - 1_500)).toBeLessThan(150)
})
