import pg from 'pg'
import { silentLog } from '#contracts/process/log.ts'
import { createTemplate, createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { cuttableDatabase } from '../testing/cuttable-database.ts'
import { until } from '../testing/until.ts'
import { createPostgresFlagStore, migrateFlagStore } from './flag-store.postgres.ts'
import { flagStoreSuite, toPercent } from './flag-store.suite.ts'
import { journeyFeatures } from './journey-features.ts'

const act = { actor: 'ann', reason: 'a test' }
const databases: TestDatabase[] = []
let template: string

async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase(template)
  databases.push(database)
  return database
}

beforeAll(async () => {
  template = await createTemplate((url) => migrateFlagStore(url, silentLog))
})
afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()))
})

flagStoreSuite('postgres', async () => createPostgresFlagStore((await newDatabase()).url, silentLog))

describe('flag store in PostgreSQL', () => {
  it('lets nobody rewrite the history', async () => {
    const { url } = await newDatabase()
    const store = createPostgresFlagStore(url, silentLog)
    await store.seed(journeyFeatures(), act)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const sql of [
      "UPDATE flags.history SET actor = 'x'",
      'DELETE FROM flags.history',
      'TRUNCATE flags.history',
    ]) {
      await expect(client.query(sql)).rejects.toThrow('append-only')
    }
    await client.end()
    await store.close()
  })

  it('is migrated by two at once, and again, without harm', async () => {
    const empty = await createTestDatabase()
    databases.push(empty)
    await Promise.all([migrateFlagStore(empty.url, silentLog), migrateFlagStore(empty.url, silentLog)])
    await migrateFlagStore(empty.url, silentLog)
    const store = createPostgresFlagStore(empty.url, silentLog)
    expect(await store.read()).toEqual({ revision: 0, features: [] })
    await store.close()
  })

  it('tells the watchers of one server what another has changed', async () => {
    const { url } = await newDatabase()
    const [here, there] = [createPostgresFlagStore(url, silentLog), createPostgresFlagStore(url, silentLog)]
    await here.seed(journeyFeatures(), act)
    let heard = 0
    there.watch(() => {
      heard++
    })
    await until(() => heard > 0)
    const before = heard
    await here.change(toPercent(12))
    await until(() => heard > before)
    expect((await there.read()).features[0]?.strategies[0]?.parameters.rollout).toBe('12')
    await here.close()
    await there.close()
  })

  it('says unavailable while PostgreSQL is away, and works and tells again when it is back', async () => {
    const { url } = await newDatabase()
    const database = await cuttableDatabase(url)
    const store = createPostgresFlagStore(database.url, silentLog)
    await store.seed(journeyFeatures(), act)
    let heard = 0
    store.watch(() => {
      heard++
    })
    await until(() => heard > 0)
    database.cut()
    const away = { code: 'unavailable' }
    await expect(store.read()).rejects.toMatchObject(away)
    await expect(store.change(toPercent(50))).rejects.toMatchObject(away)
    await expect(store.history({ features: null, limit: 1, offset: 0 })).rejects.toMatchObject(away)
    const before = heard
    database.restore()
    // After a gap it tells without being notified: changes may have been missed.
    await until(() => heard > before)
    expect(await store.change(toPercent(51))).toMatchObject({ version: expect.any(Number) })
    await store.close()
    await database.stop()
  })

  it('finds out by itself that its connections hang, and connects anew', async () => {
    const { url } = await newDatabase()
    const database = await cuttableDatabase(url)
    const store = createPostgresFlagStore(database.url, silentLog, { aliveMs: 500 })
    const other = createPostgresFlagStore(url, silentLog)
    await store.seed(journeyFeatures(), act)
    let heard = 0
    store.watch(() => {
      heard++
    })
    await until(() => heard > 0)
    database.hang()
    await expect(store.read()).rejects.toMatchObject({ code: 'unavailable' })
    const before = heard
    await other.change(toPercent(50))
    await until(() => heard > before)
    expect((await store.read()).features[0]?.strategies[0]?.parameters.rollout).toBe('50')
    await store.close()
    await other.close()
    await database.stop()
  })
})
