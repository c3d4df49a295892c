import { once } from 'node:events'
import { silentLog } from '#contracts/process/log.ts'
import { createPool, migrate, type Pool } from '#contracts/process/postgres.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createPostgresImportStore } from './import-store.postgres.ts'
import { importStoreRules } from './import-store.suite.ts'

describe('the store of imports in PostgreSQL', () => {
  let database: TestDatabase
  let pool: Pool

  beforeAll(async () => {
    database = await createTestDatabase()
    await migrate(database.url, 'sync', new URL('./migrations/', import.meta.url), silentLog)
    pool = createPool(database.url, silentLog)
  })

  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  importStoreRules(async () => {
    await pool.query('TRUNCATE sync.imports')
    return createPostgresImportStore(database.url, silentLog)
  })

  it('tells those who lose their right when their connection is cut', async () => {
    const store = createPostgresImportStore(database.url, silentLog)
    const lease = await store.lease('catalog')
    if (lease === null) throw new Error('no lease')
    const lost = once(lease.lost, 'abort')
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'banyan import catalog'`,
    )
    await lost
    const next = await store.lease('catalog')
    expect(next).not.toBeNull()
    await next?.release()
    await store.close()
  })

  it('says unavailable when its database is away', async () => {
    const away = createPostgresImportStore('postgres://nobody:nothing@127.0.0.1:1/none', silentLog)
    await expect(away.latest(1)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(away.lease('catalog')).rejects.toMatchObject({ code: 'unavailable' })
    await away.close()
  })
})
