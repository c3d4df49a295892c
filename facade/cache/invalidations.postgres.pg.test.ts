// Real PostgreSQL, the real stores of the services: what they write is heard, and what was missed too.
import type { Capability } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import { cuttableDatabase } from '#flags/testing/cuttable-database.ts'
import { until } from '#flags/testing/until.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createPostgresCatalogStore } from '#services/catalog/store.postgres.ts'
import type { Database } from '#services/kit/database.ts'
import { openServiceDatabase } from '#services/kit/fixtures/service-database.ts'
import { syntheticCatalogue } from '#services/kit/fixtures/synthetic-catalogue.ts'
import type { CatalogueSink } from '#services/kit/service.ts'
import { createPostgresSearchStore } from '#services/search/postgres/store.postgres.ts'
import { createPostgresInvalidations } from './invalidations.postgres.ts'
import type { Invalidations } from './invalidations.ts'

const { trees, products } = syntheticCatalogue(20)

let database: TestDatabase
let ends: (() => Promise<void>)[]
beforeEach(async () => {
  database = await createTestDatabase()
  ends = []
})
afterEach(async () => {
  for (const end of ends.toReversed()) await end()
  await database.drop()
})

async function hearing(url: string, aliveMs = 5_000) {
  const invalidations: Invalidations = createPostgresInvalidations(url, silentLog, aliveMs)
  ends.push(() => invalidations.close())
  const heard: (Capability | null)[] = []
  invalidations.watch((capability) => heard.push(capability))
  await until(() => invalidations.isHearing())
  heard.length = 0
  return { invalidations, heard }
}

async function store(of: 'catalog' | 'search'): Promise<CatalogueSink & { readonly database: Database }> {
  const opened = await openServiceDatabase(database.url, of)
  ends.push(() => opened.close())
  const sink = of === 'catalog' ? createPostgresCatalogStore(opened) : createPostgresSearchStore(opened)
  return Object.assign(sink, { database: opened })
}

/** What has been heard when a notification that comes after all others is there. */
async function heardBy(heard: (Capability | null)[], { database }: { readonly database: Database }) {
  await database.write((client) => client.query(`SELECT pg_notify('banyan_data_changes', 'the end')`))
  await until(() => heard.at(-1) === null)
  return heard.splice(0).slice(0, -1)
}

test.each(['catalog', 'search'] as const)(
  'every write of %s that changes something is heard, others are not',
  async (of) => {
    const { heard } = await hearing(database.url)
    const sink = await store(of)
    await sink.putCategories(trees)
    expect(await heardBy(heard, sink)).toEqual([of])
    await sink.putProducts('1', products)
    expect(await heardBy(heard, sink)).toEqual([of])
    await sink.putProducts('2', products)
    await sink.sweep('2')
    expect(await heardBy(heard, sink)).toEqual([])
    await sink.putProducts('3', products.slice(1))
    await sink.sweep('3')
    expect(await heardBy(heard, sink)).toEqual([of])
  },
)

test('a write that fails is not heard', async () => {
  const { heard } = await hearing(database.url)
  const sink = await store('catalog')
  await expect(sink.sweep('never')).rejects.toMatchObject({ code: 'conflict' })
  expect(await heardBy(heard, sink)).toEqual([])
})

test.each(['cut', 'hang'] as const)(
  'after a connection that was %s anything may have changed, until then it is said that nothing is heard',
  async (how) => {
    const relay = await cuttableDatabase(database.url)
    ends.push(() => relay.stop())
    const { invalidations, heard } = await hearing(relay.url, 200)
    relay[how]()
    await until(() => !invalidations.isHearing())
    expect(heard).toEqual([])
    relay.restore()
    await until(() => invalidations.isHearing())
    expect(heard).toEqual([null])
  },
)
