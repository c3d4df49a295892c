import type { CallContext } from '#contracts/call-context.ts'
import { callContextOf } from '#contracts/conformance/subject.ts'
import { createTemplate, createTestDatabase } from '#scripts/testing/test-database.ts'
import type { Database, Statement } from '../../kit/database.ts'
import { scannedRows } from '../../kit/fixtures/scanned-rows.ts'
import { openServiceDatabase } from '../../kit/fixtures/service-database.ts'
import { syntheticCatalogue } from '../../kit/fixtures/synthetic-catalogue.ts'
import { searchAnswerers } from '../search-answerers.ts'
import { searchImportRules } from '../search-import.suite.ts'
import { searchStoreRules } from '../search-store.suite.ts'
import { createPostgresSearchStore } from './store.postgres.ts'

let template: string
beforeAll(async () => {
  template = await createTemplate(async (url) => (await openServiceDatabase(url, 'search')).close())
})

const create = async () => {
  const { url, drop } = await createTestDatabase(template)
  const database = await openServiceDatabase(url, 'search')
  return {
    store: createPostgresSearchStore(database),
    close: async () => {
      await database.close()
      await drop()
    },
  }
}

describe('search in PostgreSQL', () => searchStoreRules(create))
describe('an import into search in PostgreSQL', () => searchImportRules(create))

describe('search with thousands of products', () => {
  let database: Database
  let drop: () => Promise<void>
  const asked: { statement: Statement; values: readonly unknown[] }[] = []
  beforeAll(async () => {
    const made = await createTestDatabase(template)
    drop = made.drop
    database = await openServiceDatabase(made.url, 'search')
    const { trees, products } = syntheticCatalogue(3_000)
    const store = createPostgresSearchStore(database)
    await store.putCategories(trees)
    await store.putProducts('g1', products)
    await database.write((client) => client.query('ANALYZE'))
  })
  afterAll(async () => {
    await database.close()
    await drop()
  })

  const context: CallContext = callContextOf({
    ...{ channel: 'default', country: 'US', currency: 'USD', locale: 'en' },
  })
  const watched = () =>
    searchAnswerers(
      createPostgresSearchStore({
        ...database,
        read: (statement, values, signal) => {
          asked.push({ statement, values })
          return database.read(statement, values, signal)
        },
      }),
    )
  const search = (input: object) =>
    watched().searchProducts({ q: '', sort: 'relevance', page: 1, pageSize: 24, ...input }, context)
  /** The largest share of the catalogue that one of these questions may read. */
  const rarely = 500

  test.each([
    ['two words', () => search({ q: 'black chair brand7' })],
    ['a misspelled word', () => search({ q: 'chiar brand7' })],
    ['a SKU', () => search({ q: 'SKU-7-0' })],
    ['a category', () => search({ category: 'top-1-3' })],
    ['narrowed words', () => search({ q: 'chiar', facet: ['brand:brand3', 'colour:red'], priceMin: 1_000 })],
    ['one letter completed', () => watched().suggest({ q: 'b', limit: 8 }, context)],
    ['a word completed', () => watched().suggest({ q: 'sofa', limit: 8 }, context)],
  ])('%s reads no more of the tables than it must', async (_what, ask) => {
    asked.length = 0
    await ask()
    expect(asked).not.toHaveLength(0)
    for (const { statement, values } of asked) {
      const scans = await scannedRows(database, statement, values)
      expect({ name: statement.name, tooMany: scans.filter(({ rows }) => rows > rarely) }).toEqual({
        name: statement.name,
        tooMany: [],
      })
    }
  })
})
