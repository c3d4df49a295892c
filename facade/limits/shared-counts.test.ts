import { ClientBucket } from './client-limits.ts'
import { type CountStore, SharedCounts } from './shared-counts.ts'

const rule = { perSecond: 10, burst: 100 }

/** A store in memory whose windows end when a test says so. */
function memoryStore() {
  const totals = new Map<string, number>()
  const store = {
    windowEndsAt: 60_000,
    fails: false,
    calls: 0,
    async add(name: string, taken: number) {
      store.calls += 1
      if (store.fails) throw new Error('away')
      totals.set(name, (totals.get(name) ?? 0) + taken)
      return { taken: totals.get(name) ?? 0, windowEndsAt: store.windowEndsAt }
    },
    nextWindow() {
      totals.clear()
      store.windowEndsAt += 60_000
    },
    close: async () => undefined,
  }
  return store satisfies CountStore
}

/** One façade's bucket of somebody, and how it tells of it. */
function facade(store: CountStore, degraded: string[] = []) {
  const shared = new SharedCounts(store, (part) => void degraded.push(part))
  const bucket = new ClientBucket('browse visitor somebody', rule)
  return {
    bucket,
    takes(count: number) {
      for (let index = 0; index < count; index++) bucket.take(performance.now(), rule)
      shared.add(bucket)
    },
    round: () => shared.round(),
    missing: () => rule.burst - bucket.remaining(performance.now(), rule),
  }
}

test('what a client took elsewhere is missing here', async () => {
  const store = memoryStore()
  const [here, there] = [facade(store), facade(store)]
  here.takes(30)
  there.takes(40)
  await here.round()
  await there.round()
  expect(there.missing()).toBeGreaterThan(60)
  here.takes(1)
  await here.round()
  expect(here.missing()).toBeGreaterThan(60)
  expect(here.missing()).toBeLessThanOrEqual(71)
})

test('nothing is charged twice', async () => {
  const store = memoryStore()
  const [here, there] = [facade(store), facade(store)]
  there.takes(20)
  await there.round()
  for (let round = 0; round < 5; round++) {
    here.takes(1)
    await here.round()
  }
  expect(here.missing()).toBeLessThanOrEqual(25)
})

test('a new window of the store begins at nothing', async () => {
  const store = memoryStore()
  const [here, there] = [facade(store), facade(store)]
  there.takes(20)
  here.takes(10)
  await there.round()
  await here.round()
  store.nextWindow()
  here.takes(5)
  await here.round()
  expect(here.missing()).toBeLessThanOrEqual(35)
})

test('a store that is away degrades, and each façade limits by itself', async () => {
  const store = memoryStore()
  store.fails = true
  const degraded: string[] = []
  const here = facade(store, degraded)
  here.takes(30)
  await here.round()
  expect(degraded).toEqual(['rate limit store'])
  expect(here.missing()).toBeLessThanOrEqual(30)
})

test('a store that is away is not asked again in the same round', async () => {
  const store = memoryStore()
  store.fails = true
  const shared = new SharedCounts(store, () => undefined)
  for (let n = 0; n < 100; n++) shared.add(new ClientBucket(`client ${n}`, rule))
  await shared.round()
  expect(store.calls).toBeLessThanOrEqual(8)
})

test('the store hears only of the hungriest', async () => {
  const store = memoryStore()
  const shared = new SharedCounts(store, () => undefined)
  const buckets = Array.from({ length: 500 }, (_, n) => new ClientBucket(`client ${n}`, rule))
  buckets.forEach((bucket, n) => {
    for (let index = 0; index < n % 50; index++) bucket.take(0, rule)
    shared.add(bucket)
  })
  await shared.round()
  expect(store.calls).toBe(200)
  expect(buckets.filter(({ spent }) => spent === 0).length).toBeLessThan(220)
})
