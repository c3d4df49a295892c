import { createRetryBudget } from './retry-budget.ts'

test('one repeat for every five calls, and a small reserve for the first', () => {
  const budget = createRetryBudget()
  let repeats = 0
  for (let call = 0; call < 1_000; call++) {
    budget.asked()
    if (budget.take()) repeats += 1
  }
  expect(repeats).toBeGreaterThanOrEqual(200)
  expect(repeats).toBeLessThanOrEqual(210)
})

test('a quiet hour saves up no more than the reserve', () => {
  const budget = createRetryBudget(0.2, 3)
  for (let call = 0; call < 10_000; call++) budget.asked()
  expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, true, false])
})
