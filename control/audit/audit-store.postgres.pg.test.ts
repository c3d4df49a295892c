import { silentLog } from '#contracts/process/log.ts'
import { createPool, migrate, type Pool } from '#contracts/process/postgres.ts'
import { createTemplate, createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createPostgresAuditStore } from './audit-store.postgres.ts'
import { anAuditEntry, auditStoreRules } from './audit-store.suite.ts'

const migrations = new URL('../migrations/', import.meta.url)
const opened: { pool: Pool; database: TestDatabase }[] = []
let template: string

beforeAll(async () => {
  template = await createTemplate((url) => migrate(url, 'control', migrations, silentLog))
})

async function open(): Promise<Pool> {
  const database = await createTestDatabase(template)
  const pool = createPool(database.url, silentLog, 2)
  opened.push({ pool, database })
  return pool
}

afterAll(async () => {
  for (const { pool, database } of opened) {
    await pool.end()
    await database.drop()
  }
})

describe('the audit trail in PostgreSQL', () => {
  auditStoreRules(async () => createPostgresAuditStore(await open()))

  it('cannot be rewritten by SQL either', async () => {
    const pool = await open()
    const entry = anAuditEntry({ outcome: 'done' })
    await createPostgresAuditStore(pool).write(entry)
    await expect(pool.query('DELETE FROM control.audit')).rejects.toThrow('append-only')
    await expect(pool.query("UPDATE control.audit SET reason = 'another'")).rejects.toThrow('append-only')
  })

  it('says unavailable when the database is away', async () => {
    const pool = createPool('postgres://banyan@127.0.0.1:1/nowhere', silentLog, 1)
    await expect(createPostgresAuditStore(pool).write(anAuditEntry())).rejects.toMatchObject({
      code: 'unavailable',
    })
    await pool.end()
  })
})
