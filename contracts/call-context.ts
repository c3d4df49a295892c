import type { Market } from './markets.ts'

/** Where a shopper shops: resolved once at the edge, the same for both sides. */
export type ShopperContext = {
  /** Code of a configured channel. */
  readonly channel: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** ISO 4217. */
  readonly currency: string
  /** BCP 47, one of the market's. */
  readonly locale: string
}

/** What travels with every call to a side. */
export type CallContext = ShopperContext & {
  readonly requestId: string
  /** W3C Trace Context header of the span that makes the call. */
  readonly traceparent: string
  /** Ends the call when the deadline has passed or the shopper has gone. */
  readonly signal: AbortSignal
}

/** The context as headers from the façade to a service; a service trusts them from the façade only. */
export const contextHeaders = {
  channel: 'banyan-channel',
  country: 'banyan-country',
  currency: 'banyan-currency',
  locale: 'banyan-locale',
} as const satisfies { [K in keyof ShopperContext]: string }

/** The context that a market starts from. */
export function defaultContext(market: Market): ShopperContext {
  return {
    channel: market.channel,
    country: market.countries[0],
    currency: market.currencies[0],
    locale: market.locales[0],
  }
}
