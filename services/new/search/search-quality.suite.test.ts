// The rebuilt search against the bundled suite's own, on the same catalogue and the same judged queries.
import { readFileSync } from 'node:fs'
import { createAdapter } from '#adapters/registry.ts'
import { callContextOf, subjectOfHandlers } from '#contracts/conformance/subject.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import type { Output } from '#contracts/operations.ts'
import { readSampleCatalogue } from '#scripts/capture-sample-catalogue.ts'
import { createTestDatabase } from '#scripts/testing/test-database.ts'
import { captured } from '../kit/fixtures/sample-catalogue.ts'
import { openServiceDatabase } from '../kit/fixtures/service-database.ts'
import { type Finder, type SearchScore, scoreSearch } from './judged-score.ts'
import { createPostgresSearchStore } from './postgres/store.postgres.ts'
import { searchAnswerers } from './search-answerers.ts'

const suiteUrl = process.env.BANYAN_TEST_SUITE ?? ''
const adapter = createAdapter('vendure', { baseUrl: suiteUrl, markets: bundledMarkets, options: {} })
afterAll(() => adapter.close())

/** By how much the rebuilt search must be better, in each figure of 0–1. */
const margin = 0.4

const slugsOf = (page: Output<'searchProducts'>) => page.items.map((item) => item.slug)
const asked = (q: string) => ({ q, sort: 'relevance', page: 1, pageSize: 10 }) as const

test('the captured catalogue is what the suite feeds', async () => {
  expect(captured.textOf(await readSampleCatalogue(suiteUrl))).toBe(readFileSync(captured.file, 'utf8'))
})

describe('on the judged queries', () => {
  let rebuilt: SearchScore
  let suite: SearchScore
  beforeAll(async () => {
    rebuilt = await scoreRebuilt()
    const legacy = subjectOfHandlers(adapter.operations, async () => undefined)
    suite = await scoreSearch(async ({ q, context }) => {
      const { body } = await legacy.call('searchProducts', asked(q), context)
      return slugsOf(body as Output<'searchProducts'>)
    })
  })

  test('the rebuilt search ranks better than the suite by far', () => {
    expect(rebuilt.ndcg - suite.ndcg).toBeGreaterThan(margin)
  })

  test('it finds more of what shoppers mean', () => {
    expect(rebuilt.recall - suite.recall).toBeGreaterThan(margin)
  })

  test('it leaves fewer shoppers with nothing', () => {
    expect(suite.zeroResultRate - rebuilt.zeroResultRate).toBeGreaterThan(margin)
  })
})

async function scoreRebuilt(): Promise<SearchScore> {
  const { url, drop } = await createTestDatabase()
  const database = await openServiceDatabase(url, 'search')
  try {
    const store = createPostgresSearchStore(database)
    const { trees, products } = await readSampleCatalogue(suiteUrl)
    await store.putCategories(trees)
    await store.putProducts('g1', products)
    const answerers = searchAnswerers(store)
    const find: Finder = async ({ q, context }) =>
      slugsOf(JSON.parse(await answerers.searchProducts(asked(q), callContextOf(context))))
    return await scoreSearch(find)
  } finally {
    await database.close()
    await drop()
  }
}
