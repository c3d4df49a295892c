import { silentLog } from '#contracts/process/log.ts'
import { createPool, type Pool } from '#contracts/process/postgres.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { readBacklogs } from './backlog.postgres.ts'
import { createPostgresEventLog } from './event-log.postgres.ts'
import { exampleExposure } from './example-events.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool(database.url, silentLog, 1)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('a group is behind by what it has not passed, since the oldest of it', async () => {
  const log = createPostgresEventLog({ databaseUrl: database.url, log: silentLog })
  const at = new Date().toISOString()
  await log.append(['a', 'b', 'c'].map((id) => exampleExposure(id, {}, at)))
  await log.close()
  await pool.query("INSERT INTO events.progress VALUES ('done', 3), ('slow', 1)")
  const [done, slow] = await readBacklogs(pool)
  expect(done).toEqual({ group: 'done', behind: 0, oldestSeconds: null })
  expect(slow).toMatchObject({ group: 'slow', behind: 2 })
  expect(slow?.oldestSeconds).toBeGreaterThan(0)
})
