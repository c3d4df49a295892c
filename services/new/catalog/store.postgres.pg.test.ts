import { createTemplate, createTestDatabase } from '#scripts/testing/test-database.ts'
import type { Database, Statement } from '../kit/database.ts'
import { scannedRows } from '../kit/fixtures/scanned-rows.ts'
import { openServiceDatabase } from '../kit/fixtures/service-database.ts'
import { syntheticCatalogue } from '../kit/fixtures/synthetic-catalogue.ts'
import * as reads from './catalog-reads.ts'
import { catalogStoreRules } from './catalog-store.suite.ts'
import { createPostgresCatalogStore } from './store.postgres.ts'

describe('the catalogue in PostgreSQL', () => {
  let template: string
  beforeAll(async () => {
    template = await createTemplate(async (url) => (await openServiceDatabase(url, 'catalog')).close())
  })

  catalogStoreRules(async () => {
    const { url, drop } = await createTestDatabase(template)
    const database = await openServiceDatabase(url, 'catalog')
    return {
      store: createPostgresCatalogStore(database),
      close: async () => {
        await database.close()
        await drop()
      },
    }
  })

  describe('with thousands of products', () => {
    let database: Database
    let drop: () => Promise<void>
    beforeAll(async () => {
      const made = await createTestDatabase(template)
      drop = made.drop
      database = await openServiceDatabase(made.url, 'catalog')
      const { trees, products } = syntheticCatalogue(2_000)
      const store = createPostgresCatalogStore(database)
      await store.putCategories(trees)
      await store.putProducts('g1', products)
      await database.write((client) => client.query('ANALYZE'))
    })
    afterAll(async () => {
      await database.close()
      await drop()
    })

    const market = ['default', 'USD', 'en']
    const cases: [string, Statement, unknown[]][] = [
      ['a product by slug', reads.productBySlug, [...market, 'product-7']],
      ['a product by SKU', reads.productBySku, [...market, 'SKU-7-0']],
      ...Object.entries(reads.pages).flatMap(([sort, page]): [string, Statement, unknown[]][] => [
        [`all products by ${sort}`, page, [...market, '', 24, 240]],
        [`a category by ${sort}`, page, [...market, 'top-1', 24, 24]],
      ]),
    ]

    test.each(cases)('%s is read through indexes, whatever the values', async (_name, statement, values) => {
      const scans = await scannedRows(database, statement, values)
      const tooMany = scans.filter(({ table, rows }) => rows > (table === 'answer' ? 24 : 300))
      expect(tooMany).toEqual([])
    })
  })
})
