// What every market says of some products, in as few and as cheap calls as Vendure allows.
import { type CallContext, defaultContext } from '#contracts/call-context.ts'
import type { Edition } from '#contracts/catalog-records.ts'
import type { Market } from '#contracts/markets.ts'
import type { Output } from '#contracts/operations.ts'
import type { Parts } from './catalog-operations.ts'
import { type FeedProduct, feedProductsOf, pricesOf, repriced, reworded, wordsOf } from './feed.map.ts'
import { factsByIds, pricesByIds, productsByIds, wordsByIds } from './queries.ts'
import { untraced } from './shop-api.ts'
import { codesKey } from './suite-codes.ts'

/** One edition, with what gathers them into records. */
export type FeedEdition = Edition<Output<'getProduct'>> & { readonly id: string; readonly updatedAt: string }

type Wanted = { readonly market: Market; readonly ids: readonly string[] }

/**
 * One market's editions of some products: the first locale and currency whole, further locales by their
 * words,
 * further currencies by their prices. The categories come from the search index, which knows them at once.
 */
export async function marketEditions(
  parts: Parts,
  { market, ids }: Wanted,
  signal: AbortSignal,
): Promise<FeedEdition[]> {
  const [locale, ...otherLocales] = market.locales
  const [currency, ...otherCurrencies] = market.currencies
  const own = (context: Partial<CallContext>) => ({
    parts,
    ids,
    context: feedContext(market, context, signal),
  })
  const [first, further, prices] = await Promise.all([
    wholeProducts(own({})),
    Promise.all(otherLocales.map((other) => wordsIn(own({ locale: other })))),
    Promise.all(otherCurrencies.map((other) => pricesIn(own({ currency: other })))),
  ])
  const locals = [
    ...first.map((product) => ({ locale, product })),
    ...further.flatMap(({ locale: other, words, codes }) =>
      first.flatMap((product) => {
        const named = words.get(product.id)
        return named === undefined ? [] : [{ locale: other, product: reworded(product, named, codes) }]
      }),
    ),
  ]
  return locals.flatMap((local): FeedEdition[] => {
    const { id, updatedAt, content } = local.product
    const base = { id, updatedAt, channel: market.channel, locale: local.locale }
    const elsewhere = prices.flatMap(({ currency: other, byProduct }) => {
      const repricedContent = repriced(local.product, byProduct.get(id) ?? new Map())
      return repricedContent === null ? [] : [{ ...base, currency: other, content: repricedContent }]
    })
    return [{ ...base, currency, content }, ...elsewhere]
  })
}

type Ask = { readonly parts: Parts; readonly ids: readonly string[]; readonly context: CallContext }

async function wholeProducts({ parts, ids, context }: Ask): Promise<FeedProduct[]> {
  const [{ hits }, { categoryById }] = await Promise.all([
    parts.lists.exact({ valueIds: [] }, context),
    parts.codes.get(codesKey(context), context),
  ])
  const indexed = new Map(hits.map((hit) => [hit.id, hit.collectionIds]))
  const read = async (query: string, own: readonly string[]) =>
    own.length === 0 ? [] : await ask(query, own)
  const ask = async (query: string, own: readonly string[]) => {
    const data = await parts.shop.ask(query, { ids: own, take: own.length }, context)
    const categoriesOf = (id: string) => {
      const collectionIds = indexed.get(id)
      return (
        collectionIds && [...collectionIds].flatMap((collectionId) => categoryById.get(collectionId) ?? [])
      )
    }
    return feedProductsOf(data, { currency: context.currency, baseUrl: parts.baseUrl, categoriesOf })
  }
  const found = await Promise.all([
    read(
      factsByIds,
      ids.filter((id) => indexed.has(id)),
    ),
    read(
      productsByIds,
      ids.filter((id) => !indexed.has(id)),
    ),
  ])
  return found.flat()
}

async function wordsIn({ parts, ids, context }: Ask) {
  const [data, codes] = await Promise.all([
    parts.shop.ask(wordsByIds, { ids, take: ids.length }, context),
    parts.codes.get(codesKey(context), context),
  ])
  return { locale: context.locale, words: wordsOf(data), codes }
}

async function pricesIn({ parts, ids, context }: Ask) {
  const data = await parts.shop.ask(pricesByIds, { ids, take: ids.length }, context)
  return { currency: context.currency, byProduct: pricesOf(data, { currency: context.currency }) }
}

/** The context of a call that no shopper waits for. */
export function feedContext(market: Market, own: Partial<CallContext>, signal: AbortSignal): CallContext {
  return { ...defaultContext(market), ...own, requestId: 'catalog-feed', traceparent: untraced, signal }
}
