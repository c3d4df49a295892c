import type { Timed } from '../exchange.ts'
import { anAnswer, identified } from '../testing/exchanges.ts'
import { deadline } from './deadline.ts'

const policy = deadline()

function impatient() {
  const listeners: (() => void)[] = []
  return {
    shopper: { onGone: (listener: () => void) => void listeners.push(listener) },
    leave: () => {
      for (const listener of listeners) listener()
    },
  }
}

test('the budget is what the operation declares', async () => {
  await policy(identified(), ({ deadline: given, operation }: Timed) => {
    expect(given.remainingMs).toBeLessThanOrEqual(operation.deadlineMs)
    expect(given.remainingMs).toBeGreaterThan(0)
    return Promise.resolve(anAnswer())
  })
})

test('a shopper who leaves ends it', async () => {
  const { shopper, leave } = impatient()
  await policy(identified({ shopper }), ({ deadline: given }: Timed) => {
    leave()
    expect(given.error).toMatchObject({ code: 'shopper-gone' })
    expect(given.signal.aborted).toBe(true)
    return Promise.resolve(anAnswer())
  })
})

test('after the answer nothing ends any more', async () => {
  const { shopper, leave } = impatient()
  let signal: AbortSignal | undefined
  await policy(identified({ shopper }), ({ deadline: given }: Timed) => {
    signal = given.signal
    return Promise.resolve(anAnswer())
  })
  leave()
  expect(signal?.aborted).toBe(false)
})
