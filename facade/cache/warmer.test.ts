import { Deadline } from '../deadline.ts'
import { createRandom } from '../random.ts'
import { CacheInTest, failing, on, settled } from '../testing/cache-in-test.ts'
import { decided } from '../testing/exchanges.ts'
import { Warmer } from './warmer.ts'

let it: CacheInTest
let mayAsk: boolean
let warmer: Warmer
beforeEach(() => {
  it = new CacheInTest()
  mayAsk = true
  warmer = new Warmer({
    answers: it.answers,
    mayAsk: () => mayAsk,
    random: createRandom(),
    pauseMs: 0,
  })
})
afterEach(() => it.answers.close())

const keyed = (key: string) => ({ input: { key, by: 'slug' } })
const asked = () => it.seen.map(({ decision, input }) => `${decision.side} ${input.key}`)

/** Asks each so often, and forgets what was asked. */
async function shoppersAsk(times: { readonly [key: string]: number }) {
  for (const [key, many] of Object.entries(times)) {
    for (let i = 0; i < many; i++) await it.ask({ ...on('legacy'), ...keyed(key) })
  }
  it.seen.length = 0
}

test('what is asked most on one side is fetched for the other one first', async () => {
  await shoppersAsk({ a: 1, b: 9, c: 4 })
  await warmer.warm('catalog', 'new')
  expect(asked()).toEqual(['new b', 'new c', 'new a'])
  expect((await it.ask({ ...on('new'), ...keyed('b') })).cached?.outcome).toBe('hit')
  expect(it.answers.shelf(decided().operation, 'new')?.warmed).toBe(3)
})

test('what that side has already is not fetched', async () => {
  await shoppersAsk({ a: 1, b: 1 })
  await it.ask({ ...on('new'), ...keyed('a') })
  it.seen.length = 0
  await warmer.warm('catalog', 'new')
  expect(asked()).toEqual(['new b'])
})

test('another journey’s answers are not fetched', async () => {
  await shoppersAsk({ a: 1 })
  await warmer.warm('search', 'new')
  expect(asked()).toEqual([])
})

test('one call after the other, and no more than are worth it', async () => {
  await shoppersAsk(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, 1])))
  let atOnce = 0
  const answer = it.answer
  it.answer = async (exchange, call) => {
    atOnce += 1
    expect(atOnce).toBe(1)
    await settled()
    atOnce -= 1
    return answer(exchange, call)
  }
  await warmer.warm('catalog', 'new')
  expect(it.seen).toHaveLength(200)
})

test('a side that must not be asked any more is not', async () => {
  await shoppersAsk({ a: 1, b: 1, c: 1 })
  const answer = it.answer
  it.answer = (exchange, call) => {
    mayAsk = false
    return answer(exchange, call)
  }
  await warmer.warm('catalog', 'new')
  expect(it.seen).toHaveLength(1)
})

test('a side that fails again and again is left alone', async () => {
  await shoppersAsk({ a: 1, b: 1, c: 1, d: 1, e: 1 })
  it.answer = failing('upstream-failed')
  await warmer.warm('catalog', 'new')
  expect(it.seen).toHaveLength(3)
})

test('that there is no such thing is an answer', async () => {
  await shoppersAsk({ a: 1, b: 1, c: 1, d: 1, e: 1 })
  it.answer = failing('not-found')
  await warmer.warm('catalog', 'new')
  expect(it.seen).toHaveLength(5)
})

test('the next flip ends it', async () => {
  await shoppersAsk({ a: 1, b: 1, c: 1 })
  const there = warmer.warm('catalog', 'new')
  const back = warmer.warm('catalog', 'legacy')
  await Promise.all([there, back])
  expect(it.seen).toHaveLength(1)
})

test('who asks in the meantime waits for the same call', async () => {
  await shoppersAsk({ a: 1 })
  it.hold()
  const warming = warmer.warm('catalog', 'new')
  const reply = it.ask({ ...on('new'), ...keyed('a'), deadline: new Deadline(10_000) })
  expect(it.seen).toHaveLength(1)
  it.land(failing('not-found'))
  expect((await reply).error?.code).toBe('not-found')
  await warming
})

test('before anybody has asked anything there is nothing to do', async () => {
  await warmer.warm('catalog', 'new')
  expect(it.seen).toEqual([])
})
