import type { Market } from '#contracts/markets.ts'
import { type ContextWishes, createResolveContext } from './resolve-context.ts'

const markets: readonly [Market, ...Market[]] = [
  { channel: 'web', countries: ['US', 'CA'], currencies: ['USD', 'CAD'], locales: ['en', 'fr-CA'] },
  { channel: 'eu', countries: ['DE', 'AT'], currencies: ['EUR'], locales: ['de', 'en'] },
]
const resolve = createResolveContext(markets)

function wishing(wishes: Partial<ContextWishes>): ContextWishes {
  const none = { channel: undefined, country: undefined, currency: undefined, locale: undefined }
  return { ...none, acceptLanguage: undefined, ...wishes }
}

test('who says nothing shops in the first market', () => {
  expect(resolve(wishing({}))).toEqual({ channel: 'web', country: 'US', currency: 'USD', locale: 'en' })
})

test('a channel brings its own defaults', () => {
  expect(resolve(wishing({ channel: 'eu' }))).toEqual({
    channel: 'eu',
    country: 'DE',
    currency: 'EUR',
    locale: 'de',
  })
})

test.each([
  [{ channel: 'moon' }, 'unknown-channel'],
  [{ channel: '__proto__' }, 'unknown-channel'],
  [{ country: 'DE' }, 'unsupported-country'],
  [{ channel: 'eu', currency: 'USD' }, 'unsupported-currency'],
  [{ currency: '' }, 'unsupported-currency'],
])('%j is refused', (wishes, code) => {
  expect(() => resolve(wishing(wishes))).toThrow(expect.objectContaining({ code }))
})

test.each([
  [{ channel: 'eu', locale: 'de-AT' }, 'de'],
  [{ channel: 'eu', locale: 'nl' }, 'de'],
  [{ channel: 'eu', locale: 'en', acceptLanguage: 'de' }, 'en'],
  [{ channel: 'eu', acceptLanguage: 'nl, en-GB' }, 'en'],
  [{ acceptLanguage: 'fr-CA' }, 'fr-CA'],
  [{ acceptLanguage: 'xx' }, 'en'],
])('%j is spoken to in the nearest language', (wishes, locale) => {
  expect(resolve(wishing(wishes)).locale).toBe(locale)
  expect(resolve(wishing(wishes)).locale).toBe(locale)
})
