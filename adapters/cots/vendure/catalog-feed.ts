// The whole catalogue, page by page, in every market's channel, currency and locale.

import type { CategoryTree, ProductRecord } from '#contracts/catalog-records.ts'
import type { Market } from '#contracts/markets.ts'
import type { CatalogFeed, FeedPage } from '../adapter.ts'
import { inner, whole } from '../shared/reading.ts'
import { treeOf } from './catalog.map.ts'
import type { Parts } from './catalog-operations.ts'
import { productIdsOf, recordOf } from './feed.map.ts'
import { cursorOf, type FeedPlace, isAfter, placeOf } from './feed-cursor.ts'
import { feedContext, marketEditions } from './feed-editions.ts'
import { productIds } from './queries.ts'
import { listLimit, readCollections } from './suite-codes.ts'

/** A page begins this many products early, so that it still meets the last one when some have gone. */
const overlap = 10

/**
 * Vendure's catalogue as a feed. A page costs two calls, and one more for each further locale and currency
 * of a
 * market. Not incremental: Vendure leaves `updatedAt` alone when a price or a stock level changes, so that
 * `changedSince` would miss them; everything comes.
 */
export function createCatalogFeed(parts: Parts, markets: readonly [Market, ...Market[]]): CatalogFeed {
  return {
    incremental: false,
    async readCategories(signal) {
      const trees: CategoryTree[] = []
      for (const market of markets) {
        for (const locale of market.locales) {
          const context = feedContext(market, { locale }, signal)
          const tree = treeOf(await readCollections(parts.shop, context, parts.baseUrl))
          trees.push({ channel: market.channel, locale, tree })
        }
      }
      return trees
    },
    readProducts: ({ cursor, limit }, signal) =>
      readPage({ parts, markets, limit: Math.min(limit, listLimit - overlap) }, placeOf(cursor), signal),
  }
}

type Feed = {
  readonly parts: Parts
  readonly markets: readonly [Market, ...Market[]]
  readonly limit: number
}

async function readPage(feed: Feed, place: FeedPlace, signal: AbortSignal): Promise<FeedPage<ProductRecord>> {
  const market = feed.markets[place.market]
  if (market === undefined) return { items: [], cursor: null, total: 0 }
  const { ids, total, end } = await idsAfter(feed, { market, place }, signal)
  const perMarket =
    ids.length === 0
      ? []
      : feed.markets.map((own) => marketEditions(feed.parts, { market: own, ids }, signal))
  const byId = Map.groupBy((await Promise.all(perMarket)).flat(), ({ id }) => id)
  const earlier = new Set(feed.markets.slice(0, place.market).map(({ channel }) => channel))
  const items = ids.flatMap((id) => {
    const own = byId.get(id) ?? []
    return own.some(({ channel }) => earlier.has(channel)) ? [] : (recordOf(own) ?? [])
  })
  const next = end < total ? { market: place.market, skip: end, lastId: ids.at(-1) ?? place.lastId } : null
  if (next !== null) return { items, cursor: cursorOf(next), total }
  const further = place.market + 1 < feed.markets.length
  return {
    items,
    cursor: further ? cursorOf({ market: place.market + 1, skip: 0, lastId: null }) : null,
    total,
  }
}

type From = { readonly market: Market; readonly place: FeedPlace }

/**
 * The next ids of a market, and where they end; goes back further while more have gone than the overlap
 * covers.
 */
async function idsAfter(feed: Feed, { market, place }: From, signal: AbortSignal) {
  const context = feedContext(market, {}, signal)
  const take = feed.limit + overlap
  for (let skip = Math.max(0, place.skip - overlap); ; skip = Math.max(0, skip - take)) {
    const data = await feed.parts.shop.ask(productIds, { skip, take }, context)
    const all = productIdsOf(data)
    const total = whole(inner(data, 'products', ''), 'totalItems', '/products')
    const [first] = all
    const missed = first === undefined ? skip > 0 : isAfter(first, place.lastId)
    if (skip > 0 && missed) continue
    const ids = all.filter((id) => isAfter(id, place.lastId)).slice(0, feed.limit)
    const last = ids.at(-1)
    return { ids, total, end: skip + (last === undefined ? all.length : all.indexOf(last) + 1) }
  }
}
