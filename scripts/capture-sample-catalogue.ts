// Captures the bundled suite's sample catalogue through its adapter, for the tests of the rebuilt services:
//   node scripts/capture-sample-catalogue.ts http://127.0.0.1:8100
import { writeFileSync } from 'node:fs'
import type { FeedPage } from '#adapters/adapter.ts'
import { createAdapter } from '#adapters/registry.ts'
import type { ProductRecord } from '#contracts/catalog-records.ts'
import { bundledMarkets } from '#contracts/markets.ts'
import { captured, type SampleCatalogue } from '#services/kit/fixtures/sample-catalogue.ts'

/** Reads the whole catalogue of a running suite. */
export async function readSampleCatalogue(baseUrl: string): Promise<SampleCatalogue> {
  const adapter = createAdapter('vendure', { baseUrl, markets: bundledMarkets, options: {} })
  const feed = adapter.catalogFeed
  if (feed === null) throw new Error('the suite has no catalogue feed')
  const signal = AbortSignal.timeout(60_000)
  try {
    const trees = await feed.readCategories(signal)
    const products: ProductRecord[] = []
    let cursor: string | null = null
    do {
      const page: FeedPage<ProductRecord> = await feed.readProducts(
        { cursor, changedSince: null, limit: 50 },
        signal,
      )
      products.push(...page.items)
      cursor = page.cursor
    } while (cursor !== null)
    return { trees, products }
  } finally {
    await adapter.close()
  }
}

if (import.meta.main) {
  const [baseUrl] = process.argv.slice(2)
  if (baseUrl === undefined) throw new Error('Tell where the suite is: http://127.0.0.1:8100')
  writeFileSync(captured.file, captured.textOf(await readSampleCatalogue(baseUrl)))
}
