import { silentLog } from '#contracts/process/log.ts'
import { createPool } from '#contracts/process/postgres.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { ClientLimits } from './client-limits.ts'
import { createPostgresCountStore } from './count-store.postgres.ts'
import { type CountStore, SharedCounts } from './shared-counts.ts'

let database: TestDatabase
let stores: CountStore[]
beforeEach(async () => {
  database = await createTestDatabase()
  stores = [
    createPostgresCountStore(database.url, silentLog),
    createPostgresCountStore(database.url, silentLog),
  ]
})
afterEach(async () => {
  for (const store of stores) await store.close()
  await database.drop()
})

test('façades that come at the same time count together', async () => {
  const totals = await Promise.all(stores.flatMap((store) => [1, 2, 3].map((n) => store.add('somebody', n))))
  expect(Math.max(...totals.map(({ taken }) => taken))).toBe(12)
  const [first] = totals
  const windowMs = (first?.windowEndsAt ?? 0) - Date.now()
  expect(windowMs).toBeGreaterThan(30_000)
  expect(windowMs).toBeLessThanOrEqual(60_000)
})

test('clients are counted apart, and no name stands in the table', async () => {
  await stores[0]?.add('browse address 203.0.113.7', 5)
  expect(await stores[1]?.add('browse address 203.0.113.8', 1)).toMatchObject({ taken: 1 })
  const pool = createPool(database.url, silentLog, 1)
  const { rows } = await pool.query('SELECT key FROM limits.counts')
  await pool.end()
  expect(rows).toHaveLength(2)
  expect(JSON.stringify(rows)).not.toContain('203.0.113')
})

test('a database that is not there is told as an error', async () => {
  const nowhere = createPostgresCountStore(`postgres://nobody@127.0.0.1:${await freePort()}/none`, silentLog)
  await expect(nowhere.add('somebody', 1)).rejects.toThrow()
  await nowhere.close()
})

/** A façade's limits on clients, told to the others through a store. */
function facadeOn(store: CountStore) {
  const shared = new SharedCounts(store, (_part, error) => {
    throw error
  })
  const rule = { perSecond: 0.1, burst: 100 }
  const both = { visitor: rule, address: { perSecond: 1, burst: 10_000 } }
  const limits = new ClientLimits({
    rules: { browse: both, checkout: both },
    trustAfterMs: 0,
    isExempt: () => true,
    onHot: (bucket) => shared.add(bucket),
  })
  const somebody = { address: '', visitorId: 'somebody', visitorSince: 0, class: 'browse' } as const
  return {
    round: () => shared.round(),
    letIn(tries: number) {
      let allowed = 0
      for (let index = 0; index < tries; index++) {
        const now = { monotonicMs: performance.now(), epochMs: 1 }
        if (limits.take(somebody, now)?.allowed) allowed += 1
      }
      return allowed
    },
  }
}

test('a client who goes from façade to façade has the limit once', async () => {
  const [here, there] = stores.map(facadeOn)
  if (here === undefined || there === undefined) throw new Error('two façades are needed')
  expect(here.letIn(60)).toBe(60)
  await here.round()
  expect(there.letIn(1)).toBe(1)
  await there.round()
  const left = there.letIn(100)
  expect(left).toBeGreaterThanOrEqual(39)
  expect(left).toBeLessThan(50)
  await there.round()
  expect(here.letIn(1)).toBe(1)
  await here.round()
  expect(here.letIn(100)).toBe(0)
})
