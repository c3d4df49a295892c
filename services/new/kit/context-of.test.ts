import type { Market } from '#contracts/markets.ts'
import { contextOf } from './context-of.ts'

const markets: [Market, ...Market[]] = [
  { channel: 'web', countries: ['US', 'DE'], currencies: ['USD', 'EUR'], locales: ['en', 'de'] },
  { channel: 'kiosk', countries: ['CH'], currencies: ['CHF'], locales: ['fr'] },
]

test('what is said is taken, what is not falls to the defaults of the market', () => {
  expect(contextOf({}, markets)).toEqual({ channel: 'web', country: 'US', currency: 'USD', locale: 'en' })
  expect(contextOf({ 'banyan-channel': 'kiosk' }, markets)).toEqual({
    ...{ channel: 'kiosk', country: 'CH', currency: 'CHF', locale: 'fr' },
  })
  expect(contextOf({ 'banyan-currency': 'EUR', 'banyan-locale': 'de' }, markets)).toMatchObject({
    ...{ country: 'US', currency: 'EUR', locale: 'de' },
  })
})

test.each([
  ['banyan-channel', 'shop', 'unknown-channel'],
  ['banyan-country', 'CH', 'unsupported-country'],
  ['banyan-currency', 'CHF', 'unsupported-currency'],
  ['banyan-locale', 'fr', 'invalid-request'],
])('what the market does not have is refused: %s %s', (name, value, code) => {
  expect(() => contextOf({ [name]: value }, markets)).toThrow(expect.objectContaining({ code }))
})
