// Vendure 3 behind the contract. What it costs per operation: README.md beside this file.

import { defaultContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Adapter, AdapterSettings, CreateAdapter } from '../adapter.ts'
import { inner, key } from '../shared/reading.ts'
import { createCatalogFeed } from './catalog-feed.ts'
import { catalogOperations } from './catalog-operations.ts'
import { createHitLists } from './hit-lists.ts'
import { assetRoute } from './image.map.ts'
import { readVendureOptions } from './options.ts'
import { activeChannel } from './queries.ts'
import { searchOperations } from './search-operations.ts'
import { createShopApi, type ShopApi, untraced } from './shop-api.ts'
import { createSuiteCodes } from './suite-codes.ts'

/** The adapter of Vendure 3. @throws SettingsError for options that it does not know */
export const createVendureAdapter: CreateAdapter = (settings): Adapter => {
  const options = readVendureOptions(settings.options)
  const { baseUrl, markets, retries } = settings
  // Connections of its own for each, so that a slow search leaves product pages theirs.
  const shops = {
    catalog: createShopApi(baseUrl, options, retries),
    search: createShopApi(baseUrl, options, retries),
    shared: createShopApi(baseUrl, options, retries),
    feed: createShopApi(baseUrl, options, retries),
  }
  const codes = createSuiteCodes(shops.shared, options.codesSeconds, baseUrl)
  const lists = createHitLists(shops.shared, options.listSeconds)
  const parts = (shop: ShopApi) => ({ shop, codes, lists, baseUrl })
  return {
    suite: 'vendure',
    capabilities: new Set(['catalog', 'search']),
    operations: { ...catalogOperations(parts(shops.catalog)), ...searchOperations(parts(shops.search)) },
    passthrough: [{ prefix: '/shop-api' }, { prefix: assetRoute }],
    catalogFeed: createCatalogFeed(parts(shops.feed), markets),
    ping: (signal) => ping({ shop: shops.feed, markets, tokens: options.channelTokens }, signal),
    close: async () => void (await Promise.all(Object.values(shops).map((shop) => shop.close()))),
  }
}

type Pinged = {
  readonly shop: ShopApi
  readonly markets: AdapterSettings['markets']
  readonly tokens: { readonly [channel: string]: string }
}

/** Vendure answers for its default channel when it does not know a token: a wrong one must not go unseen. */
async function ping({ shop, markets, tokens }: Pinged, signal: AbortSignal): Promise<void> {
  for (const market of markets) {
    const context = { ...defaultContext(market), requestId: 'ping', traceparent: untraced, signal }
    const data = await shop.ask(activeChannel, {}, context)
    const token = key(inner(data, 'activeChannel', ''), 'token', '/activeChannel')
    const wanted = tokens[market.channel]
    if (wanted !== undefined && token !== wanted) {
      throw new BanyanError('upstream-failed', { detail: `The suite has no channel for ${market.channel}` })
    }
  }
}
