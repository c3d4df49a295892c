import { bundledMarkets } from '#contracts/markets.ts'
import { SettingsError } from '#contracts/process/settings.ts'
import { createAdapter, suiteNames } from './registry.ts'

const settings = { baseUrl: 'http://127.0.0.1:1', markets: bundledMarkets, options: {} }

describe('the registry of suites', () => {
  test.each(suiteNames)('%s can be made, and names itself so', async (name) => {
    const adapter = createAdapter(name, settings)
    expect(adapter.suite).toBe(name)
    expect(adapter.capabilities.size).toBeGreaterThan(0)
    await adapter.close()
  })

  test.each(['', 'Vendure', 'constructor', '__proto__', 'shopware'])(
    '%j is refused, with the names that there are',
    (name) => {
      expect(() => createAdapter(name, settings)).toThrow(SettingsError)
      expect(() => createAdapter(name, settings)).toThrow(/there is vendure/)
    },
  )

  test('options that the suite does not know are refused', () => {
    expect(() => createAdapter('vendure', { ...settings, options: { nonsense: 1 } })).toThrow(SettingsError)
  })
})
