import { type CuttableDatabase, cuttableDatabase } from '#flags/testing/cuttable-database.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { silentLog } from './log.ts'
import { createPool, inTransaction, type Pool } from './postgres.ts'

describe('a pool whose connections hang', () => {
  let database: TestDatabase
  let way: CuttableDatabase
  let pool: Pool
  beforeEach(async () => {
    database = await createTestDatabase()
    way = await cuttableDatabase(database.url)
    pool = createPool(way.url, silentLog, 1, { answerWithinMs: 300 })
    await pool.query('SELECT 1')
    way.hang()
  })
  afterEach(async () => {
    await pool.end()
    await way.stop()
    await database.drop()
  })

  test('waits for a statement no longer than told, and then has a new connection', async () => {
    await expect(pool.query('SELECT 2')).rejects.toThrow('timeout')
    expect((await pool.query('SELECT 3 AS n')).rows).toEqual([{ n: 3 }])
  })

  test('gives up a transaction, and its connection with it', async () => {
    await expect(inTransaction(pool, (client) => client.query('SELECT 2'))).rejects.toThrow('timeout')
    const three = await inTransaction(pool, (client) => client.query('SELECT 3 AS n'))
    expect(three.rows).toEqual([{ n: 3 }])
  })
})
