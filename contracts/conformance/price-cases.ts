// The search contract's cases about price bounds.
import type { CatalogueFacts } from './catalogue-facts.ts'
import type { Conversation } from './conversation.ts'
import { orders } from './orderings.ts'

/** Cases: a product is a hit when at least one variant costs what the inclusive bounds allow. */
export function describePriceBounds(conversation: Conversation, facts: CatalogueFacts): void {
  const { answer, everything, slugsOf } = conversation
  const { configurable } = facts
  const other = { currency: facts.otherCurrency, locale: facts.otherLocale }

  describe('prices', () => {
    const amounts = Object.values(configurable.variants).map((variant) => variant.price)
    const [low, high] = [Math.min(...amounts), Math.max(...amounts)]

    test('both bounds are inclusive', async () => {
      for (const amount of amounts) {
        expect(await slugsOf({ priceMin: amount, priceMax: amount })).toContain(configurable.slug)
      }
      expect(await slugsOf({ priceMax: low })).toContain(configurable.slug)
      expect(await slugsOf({ priceMax: low - 1 })).not.toContain(configurable.slug)
      expect(await slugsOf({ priceMin: high })).toContain(configurable.slug)
      expect(await slugsOf({ priceMin: high + 1 })).not.toContain(configurable.slug)
    })

    test('at least one variant has to cost that: the gap between two variants does not count', async () => {
      const [priceMin, priceMax] = configurable.gap
      expect(await slugsOf({ priceMin, priceMax })).not.toContain(configurable.slug)
    })

    test('bounds around a price split the catalogue; some products have prices on both sides', async () => {
      const below = await slugsOf({ priceMax: low - 1 })
      const above = await slugsOf({ priceMin: low })
      expect(new Set([...below, ...above]).size).toBe(facts.products)
    })

    test('bounds are in the currency that is asked for', async () => {
      const otherPrices = Object.values(configurable.variants).map((variant) => variant.otherPrice)
      const priceMax = Math.min(...otherPrices)
      expect(await slugsOf({ priceMax }, other)).toContain(configurable.slug)
      expect(await slugsOf({ priceMax }, {})).not.toContain(configurable.slug)
    })

    test('bounds that exclude each other find nothing', async () => {
      const page = await answer('searchProducts', { priceMin: high, priceMax: low })
      expect(page).toMatchObject({ items: [], total: 0, facets: [] })
      expect(await slugsOf({ priceMin: Number.MAX_SAFE_INTEGER })).toEqual([])
    })

    test('bounds join with words, facets, sort and paging', async () => {
      const items = await everything('searchProducts', { priceMin: 10_000, sort: '-price', pageSize: 4 })
      expect(items).toEqual([...items].sort(orders['-price']))
      for (const item of items) expect(item.price.max.amountMinor).toBeGreaterThanOrEqual(10_000)
      const narrow = { q: configurable.slug, priceMin: low, category: configurable.category }
      expect(await slugsOf(narrow)).toContain(configurable.slug)
    })
  })
}
