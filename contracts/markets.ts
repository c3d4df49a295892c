// A market is what one sales channel sells in. Closed sets: what is not listed is refused with a clear error.

type AtLeastOne = readonly [string, ...string[]]

/** First entries are the defaults. */
export type Market = {
  /** Code of the sales channel. */
  readonly channel: string
  /** ISO 3166-1 alpha-2. */
  readonly countries: AtLeastOne
  /** ISO 4217. */
  readonly currencies: AtLeastOne
  /** BCP 47. */
  readonly locales: AtLeastOne
}

/** The markets of the bundled suite; a shop sets its own by `MARKETS` (a JSON array of the same shape). */
export const bundledMarkets: readonly [Market, ...Market[]] = [
  {
    channel: 'default',
    countries: ['US', 'GB', 'DE', 'AT', 'FR', 'NL', 'ES', 'IT', 'CA', 'AU', 'JP'],
    currencies: ['USD', 'EUR'],
    locales: ['en', 'de'],
  },
]
