// The adapter over a real Vendure: the conformance that every adapter meets, the feed, and traps of this
// suite.
import type { ShopperContext } from '#contracts/call-context.ts'
import type { ProductRecord } from '#contracts/catalog-records.ts'
import { describeCatalogConformance } from '#contracts/conformance/catalog-conformance.ts'
import { sampleFacts } from '#contracts/conformance/catalogue-facts.ts'
import { describeSearchConformance } from '#contracts/conformance/search-conformance.ts'
import { callContextOf, type Subject, subjectOfHandlers } from '#contracts/conformance/subject.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import type { Adapter, FeedPage } from '../adapter.ts'
import { createAdapter } from '../registry.ts'

const baseUrl = process.env.BANYAN_TEST_SUITE ?? ''
const adapterWith = (options: { [name: string]: unknown } = {}): Adapter =>
  createAdapter('vendure', { baseUrl, markets: bundledMarkets, options })
const signal = () => AbortSignal.timeout(30_000)

async function createSubject(): Promise<Subject> {
  const adapter = adapterWith()
  return subjectOfHandlers(adapter.operations, () => adapter.close())
}

describeCatalogConformance('the Vendure adapter', createSubject)
describeSearchConformance('the Vendure adapter', createSubject)

describe('the catalogue feed of a real Vendure', () => {
  let adapter: Adapter
  beforeAll(() => {
    adapter = adapterWith()
  })
  afterAll(() => adapter.close())

  const readAll = async (limit: number) => {
    const records: ProductRecord[] = []
    for (let cursor: string | null = null; ; ) {
      const page: FeedPage<ProductRecord> | undefined = await adapter.catalogFeed?.readProducts(
        { cursor, changedSince: null, limit },
        signal(),
      )
      expect(page?.total).toBe(sampleFacts.products)
      expect(page?.items.length).toBeLessThanOrEqual(limit)
      records.push(...(page?.items ?? []))
      cursor = page?.cursor ?? null
      if (cursor === null) return records
    }
  }

  test('every product comes once, whatever the size of a page', async () => {
    for (const limit of [7, 90, 1000]) {
      const slugs = (await readAll(limit)).map(({ slug }) => slug)
      expect(new Set(slugs).size).toBe(sampleFacts.products)
      expect(slugs).toHaveLength(sampleFacts.products)
    }
  })

  test('a record holds for every market just what getProduct answers there', async () => {
    const [market] = bundledMarkets
    for (const record of await readAll(90)) {
      expect(record.editions).toHaveLength(market.currencies.length * market.locales.length)
      for (const { channel, currency, locale, content } of record.editions) {
        const context = callContextOf({ ...sampleFacts.context, channel, currency, locale })
        expect(content).toEqual(
          await adapter.operations.getProduct?.({ key: record.slug, by: 'slug' }, context),
        )
      }
    }
  })

  test('the trees are what listCategories answers', async () => {
    const trees = await adapter.catalogFeed?.readCategories(signal())
    expect(trees?.map(({ channel, locale }) => [channel, locale])).toEqual([
      ['default', 'en'],
      ['default', 'de'],
    ])
    for (const { channel, locale, tree } of trees ?? []) {
      const context = callContextOf({ ...sampleFacts.context, channel, locale })
      expect(tree).toEqual(await adapter.operations.listCategories?.({}, context))
    }
  })
})

describe('traps of a real Vendure', () => {
  const ask = async (options: object, context: Partial<ShopperContext>) => {
    const adapter = adapterWith({ ...options })
    try {
      return await adapter.operations.getProduct?.(
        { key: 'laptop', by: 'slug' },
        callContextOf({ ...sampleFacts.context, ...context }),
      )
    } finally {
      await adapter.close()
    }
  }

  test('a token that Vendure does not know would sell from its default channel: ping tells', async () => {
    const adapter = adapterWith({ channelTokens: { default: 'no-such-token' } })
    await expect(adapter.ping(signal())).rejects.toMatchObject({ code: 'upstream-failed' })
    await adapter.close()
    const right = adapterWith()
    await expect(right.ping(signal())).resolves.toBeUndefined()
    await right.close()
  })

  test('a currency that the channel does not sell is an error, never another currency', async () => {
    await expect(ask({}, { currency: 'GBP' })).rejects.toMatchObject({ code: 'upstream-failed' })
  })

  test('pictures are reachable under the suite, by the path that the adapter tells', async () => {
    const product = await ask({}, {})
    const [image] = product?.images ?? []
    expect(image?.url).toMatch(/^\/assets\//)
    const response = await fetch(new URL(image?.url ?? '', baseUrl))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    await response.arrayBuffer()
  })
})
