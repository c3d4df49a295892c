// The new side as a whole: filled over HTTP with the sample catalogue, asked over HTTP, on a real PostgreSQL.
import { describeCatalogConformance } from '#contracts/conformance/catalog-conformance.ts'
import { describeSearchConformance } from '#contracts/conformance/search-conformance.ts'
import { silentLog } from '#contracts/process/log.ts'
import { migrate } from '#contracts/process/postgres.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createCatalogService } from './catalog/catalog-service.ts'
import { createDatabase, type Database } from './kit/database.ts'
import { readCapturedCatalogue } from './kit/fixtures/sample-catalogue.ts'
import { type ServiceClient, serve, subjectOf } from './kit/fixtures/service-client.ts'
import { migrationsOf } from './kit/fixtures/service-database.ts'
import { judgedQueries, scoreSearch } from './search/judged-score.ts'
import { createSearchService } from './search/search-service.ts'

let made: TestDatabase
let database: Database
let client: ServiceClient

const { trees, products } = readCapturedCatalogue()
const capabilities = ['catalog', 'search'] as const

const importAll = async (generation: string) => {
  const replies: unknown[] = []
  for (const capability of capabilities) {
    const base = `/internal/${capability}`
    await client.send('PUT', `${base}/categories`, { trees })
    for (let i = 0; i < products.length; i += 20) {
      const batch = { generation, products: products.slice(i, i + 20) }
      replies.push((await client.send('POST', `${base}/products`, batch)).body)
    }
    replies.push((await client.send('POST', `${base}/sweep`, { generation })).body)
  }
  return replies
}

beforeAll(async () => {
  made = await createTestDatabase()
  for (const capability of capabilities) {
    await migrate(made.url, capability, migrationsOf(capability), silentLog)
  }
  database = createDatabase(made.url, { connections: 4, log: silentLog })
  client = await serve([createCatalogService(database), createSearchService(database)])
  await importAll('first')
})

afterAll(async () => {
  await client.close()
  await database.close()
  await made.drop()
})

const subject = async () => subjectOf(client, async () => undefined)
describeCatalogConformance('the rebuilt catalogue', subject)
describeSearchConformance('the rebuilt search', subject)

describe('an import over HTTP', () => {
  test('that is repeated changes and removes nothing', async () => {
    const batches = [20, 20, 14].map((received) => ({ received, changed: 0 }))
    const once = [...batches, { removed: 0 }]
    expect(await importAll('second')).toEqual([...once, ...once])
  })
})

describe('the judged queries', () => {
  test('are answered well', async () => {
    const score = await scoreSearch(async ({ q, context }) => {
      const reply = await (await subject()).call('searchProducts', { q, pageSize: 10 }, context)
      return (reply.body as { items: { slug: string }[] }).items.map((item) => item.slug)
    })
    expect(judgedQueries.length).toBeGreaterThanOrEqual(40)
    expect(score.ndcg).toBeGreaterThan(0.93)
    expect(score.recall).toBeGreaterThan(0.94)
    expect(score.zeroResultRate).toBe(0)
  })
})
