import { createTemplate, createTestDatabase } from '#scripts/testing/test-database.ts'
import type { Database, Statement } from '../kit/database.ts'
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
      const large = await database.write(async (client) => {
        await client.query('SET LOCAL plan_cache_mode = force_generic_plan')
        await client.query({ name: statement.name, text: statement.text, values })
        const literals = values.map((value) => (typeof value === 'number' ? value : `'${value}'`))
        const { rows } = await client.query(
          `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE "${statement.name}" (${literals.join(', ')})`,
        )
        return scanned(rows[0]['QUERY PLAN'][0].Plan)
      })
      expect(large.filter(({ table, rows }) => rows > 300 || (table === 'answer' && rows > 24))).toEqual([])
    })
  })
})

type Plan = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

/** The tables that a plan reads, with the rows that it touches in each pass. */
function scanned(plan: Plan): { table: string; rows: number }[] {
  const table = plan['Relation Name']
  const rows = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)
  const below = (plan.Plans ?? []).flatMap(scanned)
  return table === undefined ? below : [{ table, rows }, ...below]
}
