import { budgetMs } from './deadline.ts'

test('the budget is what the caller has left, never more than the operation allows', () => {
  expect(budgetMs(undefined, 3000)).toBe(3000)
  expect(budgetMs('250', 3000)).toBe(250)
  expect(budgetMs('60000', 3000)).toBe(3000)
})

test('a budget that is spent is no budget', () => {
  for (const left of ['0', '-5']) {
    expect(() => budgetMs(left, 3000)).toThrow(expect.objectContaining({ code: 'deadline-exceeded' }))
  }
})

test.each(['', 'soon', '1.5', '1e3', '9999999999', ' 5'])('%j is no budget', (header) => {
  expect(() => budgetMs(header, 3000)).toThrow(expect.objectContaining({ code: 'invalid-request' }))
})
