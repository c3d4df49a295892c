import { silentLog } from '#contracts/process/log.ts'
import { createPool } from '#contracts/process/postgres.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createPostgresCountStore } from './count-store.postgres.ts'
import type { CountStore } from './shared-counts.ts'

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
