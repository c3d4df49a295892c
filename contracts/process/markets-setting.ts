import { z } from 'zod'
import { bundledMarkets, type Market } from '../markets.ts'
import { setting } from './settings.ts'

const atLeastOne = (pattern: RegExp) => {
  const code = z.string().regex(pattern)
  return z.tuple([code], code)
}

const market = z.strictObject({
  channel: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/),
  countries: atLeastOne(/^[A-Z]{2}$/),
  currencies: atLeastOne(/^[A-Z]{3}$/),
  locales: atLeastOne(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
})

type Markets = readonly [Market, ...Market[]]

/**
 * `MARKETS` of every process that needs it: a JSON array of markets; by default those of the bundled suite.
 */
export const marketsSetting = () =>
  setting
    .json(z.tuple([market], market))
    .transform((markets): Markets => markets)
    .default(bundledMarkets)
