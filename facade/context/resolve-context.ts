// Where a shopper shops: query before header before the market's default. Closed sets: what the market does
// not have is refused. Only for the locale the nearest one serves better than an error: de-AT, de, default.
import { LRUCache } from 'lru-cache'
import type { ShopperContext } from '#contracts/call-context.ts'
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Market } from '#contracts/markets.ts'
import { lookUpLocale, negotiateLocale } from './accept-language.ts'

/** What the request says about it; `undefined` where it says nothing. */
export type ContextWishes = {
  readonly channel: string | undefined
  readonly country: string | undefined
  readonly currency: string | undefined
  readonly locale: string | undefined
  readonly acceptLanguage: string | undefined
}

/** @throws BanyanError unknown-channel, unsupported-country, unsupported-currency */
export type ResolveContext = (wishes: ContextWishes) => ShopperContext

const rememberedNegotiations = 1_000

/** Prepares the markets; the first one is the default channel. */
export function createResolveContext(markets: readonly [Market, ...Market[]]): ResolveContext {
  const marketOf = new Map(markets.map((market) => [market.channel, market]))
  const negotiated = new LRUCache<string, string>({ max: rememberedNegotiations })

  function negotiate(market: Market, header: string): string {
    const key = `${market.channel} ${header}`
    const known = negotiated.get(key)
    if (known !== undefined) return known
    const locale = negotiateLocale(header, market.locales) ?? market.locales[0]
    negotiated.set(key, locale)
    return locale
  }

  function localeOf(market: Market, wishes: ContextWishes): string {
    if (wishes.locale !== undefined) return lookUpLocale(wishes.locale, market.locales) ?? market.locales[0]
    if (wishes.acceptLanguage !== undefined) return negotiate(market, wishes.acceptLanguage)
    return market.locales[0]
  }

  return (wishes) => {
    const market = wishes.channel === undefined ? markets[0] : marketOf.get(wishes.channel)
    if (market === undefined) throw new BanyanError('unknown-channel')
    return {
      channel: market.channel,
      country: oneOf(market.countries, wishes.country, 'unsupported-country'),
      currency: oneOf(market.currencies, wishes.currency, 'unsupported-currency'),
      locale: localeOf(market, wishes),
    }
  }
}

function oneOf(offered: Market['countries'], wish: string | undefined, otherwise: ErrorCode): string {
  if (wish === undefined) return offered[0]
  if (!offered.includes(wish)) throw new BanyanError(otherwise)
  return wish
}
