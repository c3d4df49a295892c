import { contextHeaders, defaultContext, type ShopperContext } from '#contracts/call-context.ts'
import { BanyanError, type ErrorCode } from '#contracts/errors.ts'
import type { Market } from '#contracts/markets.ts'

type Headers = { readonly [name: string]: string | readonly string[] | undefined }
type Markets = readonly [Market, ...Market[]]

/**
 * Where the shopper shops, from the façade's headers; what is not said falls to the market's default.
 * @throws BanyanError where a market does not know what is said: an unknown value is never taken for a
 * default
 */
export function contextOf(headers: Headers, markets: Markets): ShopperContext {
  const channel = header(headers, 'channel')
  const market = channel === undefined ? markets[0] : markets.find((m) => m.channel === channel)
  if (market === undefined) throw refused('unknown-channel', 'channel', channel)
  const byDefault = defaultContext(market)
  const pick = (name: 'country' | 'currency' | 'locale', allowed: readonly string[], code: ErrorCode) => {
    const value = header(headers, name)
    if (value === undefined) return byDefault[name]
    if (!allowed.includes(value)) throw refused(code, name, value)
    return value
  }
  return {
    channel: market.channel,
    country: pick('country', market.countries, 'unsupported-country'),
    currency: pick('currency', market.currencies, 'unsupported-currency'),
    locale: pick('locale', market.locales, 'invalid-request'),
  }
}

function header(headers: Headers, name: keyof ShopperContext): string | undefined {
  const value = headers[contextHeaders[name]]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function refused(code: ErrorCode, name: keyof ShopperContext, value = ''): BanyanError {
  const detail = `not a ${name} of this market: ${value.slice(0, 40)}`
  return new BanyanError(code, { errors: [{ pointer: `/header/${contextHeaders[name]}`, detail }] })
}
