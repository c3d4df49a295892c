import { BanyanError } from '#contracts/errors.ts'
import { Deadline } from '../deadline.ts'
import { CacheInTest, failing, outcome, saying, second, settled, told } from '../testing/cache-in-test.ts'
import { decided } from '../testing/exchanges.ts'

let it: CacheInTest
beforeEach(() => {
  it = new CacheInTest()
})
afterEach(() => it.answers.close())

describe('shoppers who ask the same at the same time', () => {
  beforeEach(() => it.hold())

  test('cause one call', async () => {
    const replies = Promise.all(Array.from({ length: 50 }, () => it.ask()))
    await settled()
    expect(it.seen).toHaveLength(1)
    it.land(saying('it'))
    expect((await replies).map(told)).toEqual(Array(50).fill('it'))
    expect((await replies).map(outcome)).toEqual(['miss', ...Array(49).fill('coalesced')])
  })

  test('are not disturbed when the first of them leaves', async () => {
    const leaver = new Deadline(10_000)
    const [first, second] = [it.ask({ deadline: leaver }), it.ask()]
    leaver.over(new BanyanError('shopper-gone'))
    expect(told(await first)).toBe('shopper-gone')
    expect(it.seen[0]?.deadline.error).toBeNull()
    it.land(saying('it'))
    expect(told(await second)).toBe('it')
    expect(it.seen).toHaveLength(1)
  })

  test('end the call when all of them have left', async () => {
    const leavers = [new Deadline(10_000), new Deadline(10_000)]
    const replies = leavers.map((deadline) => it.ask({ deadline }))
    for (const leaver of leavers) {
      expect(it.seen[0]?.deadline.error).toBeNull()
      leaver.over(new BanyanError('shopper-gone'))
      await settled()
    }
    expect(it.seen[0]?.deadline.error).toMatchObject({ code: 'shopper-gone' })
    expect((await Promise.all(replies)).map(told)).toEqual(['shopper-gone', 'shopper-gone'])
  })

  test('do not get less time because the first of them had little', async () => {
    const hurried = new Deadline(0)
    const [first, second] = [it.ask({ deadline: hurried }), it.ask()]
    expect(told(await first)).toBe('deadline-exceeded')
    expect(it.seen[0]?.deadline.remainingMs).toBeGreaterThan(2_000)
    it.land(saying('it'))
    expect(told(await second)).toBe('it')
  })

  test('share its failure, and the next one asks anew', async () => {
    const replies = Promise.all([it.ask(), it.ask(), it.ask()])
    it.land(failing('upstream-failed'))
    expect((await replies).map(told)).toEqual(Array(3).fill('upstream-failed'))
    expect(it.seen).toHaveLength(1)
    const next = it.ask()
    expect(it.seen).toHaveLength(2)
    it.land(saying('it'))
    expect(told(await next)).toBe('it')
  })

  test('each have their own decision', async () => {
    const tester = { ...decided().decision, reason: 'tester' as const }
    const replies = Promise.all([it.ask({ decision: tester }), it.ask()])
    it.land(failing('upstream-failed'))
    expect((await replies).map(({ decision }) => decision?.reason)).toEqual(['tester', 'percentage'])
  })

  test('do not wait for a call that began before the data changed', async () => {
    const before = it.ask()
    const landBefore = it.land
    it.answers.changed(() => true)
    const after = it.ask()
    expect(it.seen).toHaveLength(2)
    it.land(saying('new'))
    expect(told(await after)).toBe('new')
    landBefore(saying('old'))
    expect([told(await before), told(await after), told(await it.ask())]).toEqual(['old', 'new', 'new'])
    expect(it.seen).toHaveLength(2)
  })

  test('get an error when the façade stops', async () => {
    const waiting = it.ask()
    it.answers.close()
    expect(told(await waiting)).toBe('shutting-down')
  })
})

describe('a refresh in the background', () => {
  test('has the operation’s whole time, and nobody’s leaving ends it', async () => {
    await it.ask()
    it.now += 31 * second
    it.hold()
    const leaver = new Deadline(10_000)
    await it.ask({ deadline: leaver })
    leaver.over(new BanyanError('shopper-gone'))
    it.now += 60 * second
    const joined = new Deadline(10_000)
    const waiting = it.ask({ deadline: joined })
    joined.over(new BanyanError('shopper-gone'))
    expect(told(await waiting)).toBe('shopper-gone')
    expect(it.seen).toHaveLength(2)
    expect(it.seen[1]?.deadline.error).toBeNull()
    expect(it.seen[1]?.deadline.remainingMs).toBeGreaterThan(2_000)
    it.land(saying('it'))
    await settled()
    expect(told(await it.ask())).toBe('it')
  })

  test('that fails leaves the old answer, and is not tried again for a second', async () => {
    await it.ask()
    it.now += 31 * second
    it.answer = failing('upstream-failed')
    for (let i = 0; i < 5; i++) {
      expect(told(await it.ask())).toEqual({ side: 'new', call: 1 })
      await settled()
    }
    expect(it.seen).toHaveLength(2)
    it.now += second
    await it.ask()
    expect(it.seen).toHaveLength(3)
  })

  test('waits for another time when many are under way', async () => {
    const keys = Array.from({ length: 40 }, (_, i) => ({ input: { key: `k${i}`, by: 'slug' } }))
    for (const key of keys) await it.ask(key)
    it.now += 31 * second
    it.hold()
    for (const key of keys) expect(outcome(await it.ask(key))).toBe('stale')
    expect(it.seen).toHaveLength(40 + 16)
    it.answers.close()
  })
})
