// The whole catalogue, page by page, in every market's channel, currency and locale.

import { type CallContext, defaultContext } from '#contracts/call-context.ts'
import type { CategoryTree, Edition, ProductRecord } from '#contracts/catalog-records.ts'
import type { Market } from '#contracts/markets.ts'
import type { Output } from '#contracts/operations.ts'
import type { CatalogFeed, FeedPage } from '../adapter.ts'
import { inner, whole } from '../shared/reading.ts'
import { treeOf } from './catalog.map.ts'
import type { Parts } from './catalog-operations.ts'
import { localProductsOf, pricesOf, productIdsOf, recordOf, repriced } from './feed.map.ts'
import { cursorOf, type FeedPlace, isAfter, placeOf } from './feed-cursor.ts'
import { pricesByIds, productIds, productsByIds } from './queries.ts'
import { untraced } from './shop-api.ts'
import { listLimit, readCollections } from './suite-codes.ts'

/** A page begins this many products early, so that it still meets the last one when some have gone. */
const overlap = 10

type Content = Edition<Output<'getProduct'>> & { readonly id: string; readonly updatedAt: string }

/**
 * Vendure's catalogue as a feed. A page costs one call, and in each market one more for each locale and each further
 * currency: locales carry the words, currencies only the prices. Not incremental: Vendure leaves `updatedAt` alone
 * when a price or a stock level changes, so `changedSince` would miss them; everything comes.
 */
export function createCatalogFeed(
  parts: Pick<Parts, 'shop' | 'baseUrl'>,
  markets: readonly [Market, ...Market[]],
): CatalogFeed {
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
  readonly parts: Pick<Parts, 'shop' | 'baseUrl'>
  readonly markets: readonly [Market, ...Market[]]
  readonly limit: number
}

async function readPage(feed: Feed, place: FeedPlace, signal: AbortSignal): Promise<FeedPage<ProductRecord>> {
  const market = feed.markets[place.market]
  if (market === undefined) return { items: [], cursor: null, total: 0 }
  const { ids, total, end } = await idsAfter(feed, { market, place }, signal)
  const editions = ids.length === 0 ? [] : await editionsOf(feed, ids, signal)
  const byId = Map.groupBy(editions, ({ id }) => id)
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

/** The next ids of a market, and where they end; goes back further while more have gone than the overlap covers. */
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
    const ids = all.filter((id) => isAfter(id, place.lastId))
    return { ids, total, end: skip + all.length }
  }
}

/** What every market says of some products. */
async function editionsOf(feed: Feed, ids: readonly string[], signal: AbortSignal): Promise<Content[]> {
  const perMarket = feed.markets.map((market) => marketEditions(feed.parts, { market, ids }, signal))
  return (await Promise.all(perMarket)).flat()
}

type Wanted = { readonly market: Market; readonly ids: readonly string[] }

/** One market's editions: words in each locale, prices in each further currency. */
async function marketEditions(
  { shop, baseUrl }: Feed['parts'],
  { market, ids }: Wanted,
  signal: AbortSignal,
): Promise<Content[]> {
  const [currency, ...others] = market.currencies
  const variables = { ids, take: ids.length }
  const [locals, prices] = await Promise.all([
    Promise.all(
      market.locales.map(async (locale) => {
        const data = await shop.ask(productsByIds, variables, feedContext(market, { locale }, signal))
        return { locale, products: localProductsOf(data, { currency, baseUrl }) }
      }),
    ),
    Promise.all(
      others.map(async (other) => {
        const data = await shop.ask(pricesByIds, variables, feedContext(market, { currency: other }, signal))
        return { currency: other, byProduct: pricesOf(data, { currency: other }) }
      }),
    ),
  ])
  return locals.flatMap(({ locale, products }) =>
    products.flatMap((product): Content[] => {
      const base = { id: product.id, updatedAt: product.updatedAt, channel: market.channel, locale }
      const further = prices.flatMap(({ currency: other, byProduct }) => {
        const content = repriced(product, byProduct.get(product.id) ?? new Map())
        return content === null ? [] : [{ ...base, currency: other, content }]
      })
      return [{ ...base, currency, content: product.content }, ...further]
    }),
  )
}

function feedContext(market: Market, own: Partial<CallContext>, signal: AbortSignal): CallContext {
  return {
    ...defaultContext(market),
    ...own,
    requestId: 'catalog-feed',
    traceparent: untraced,
    signal,
  }
}
