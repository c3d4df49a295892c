// What every implementation of the capability search answers. How hits are ranked is its own affair; the
// rest is not.
import type { Output } from '../operations.ts'
import { type CatalogueFacts, sampleFacts } from './catalogue-facts.ts'
import { converse } from './conversation.ts'
import { describeFacets } from './facet-cases.ts'
import { oddTexts } from './odd-input.ts'
import { byCodeUnits, orders } from './orderings.ts'
import { describePriceBounds } from './price-cases.ts'
import type { CreateSubject, Subject } from './subject.ts'
import { describeSuggestions } from './suggest-cases.ts'

const nothing = 'zzqqxyzzy'

/** Runs the suite over one implementation that holds the catalogue of the facts. */
export function describeSearchConformance(
  name: string,
  createSubject: CreateSubject,
  facts: CatalogueFacts = sampleFacts,
): void {
  describe(`${name} meets the search contract`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await createSubject()
    })
    afterAll(() => subject?.close())
    const conversation = converse(() => subject, facts)
    const { answer, everything, slugsOf } = conversation
    const other = { currency: facts.otherCurrency, locale: facts.otherLocale }
    const { configurable, crossing, translated } = facts
    const sorted = (slugs: readonly string[]) => [...slugs].sort(byCodeUnits)

    describe('words', () => {
      test('no word finds every product, once', async () => {
        const { total } = await answer('searchProducts')
        const slugs = await slugsOf({ pageSize: 7 })
        expect(total).toBe(facts.products)
        expect(new Set(slugs).size).toBe(facts.products)
        expect(slugs).toHaveLength(facts.products)
      })

      test('its own name finds a product, in whatever case', async () => {
        for (const item of await everything('searchProducts', { pageSize: 100 })) {
          for (const q of [item.name, item.name.toUpperCase()]) {
            expect({ q, slugs: await slugsOf({ q }) }).toEqual({
              q,
              slugs: expect.arrayContaining([item.slug]),
            })
          }
        }
      })

      test('the beginning of a word finds a product', async () => {
        const q = (configurable.names[facts.context.locale] ?? '').slice(0, 4)
        expect(await slugsOf({ q })).toContain(configurable.slug)
      })

      test('a SKU finds its product', async () => {
        for (const q of Object.keys(configurable.variants)) {
          expect({ q, slugs: await slugsOf({ q }) }).toEqual({
            q,
            slugs: expect.arrayContaining([configurable.slug]),
          })
        }
      })

      test('a word finds in its own language', async () => {
        const { slug, names } = translated
        const q = names[facts.otherLocale]
        const hits = await everything('searchProducts', { q }, other)
        expect(hits.find((hit) => hit.slug === slug)?.name).toBe(q)
      })

      test('what nothing has finds nothing, without facets', async () => {
        const page = await answer('searchProducts', { q: nothing })
        expect(page).toEqual({ items: [], page: 1, pageSize: 24, total: 0, facets: [] })
      })

      test.each(oddTexts)('odd text is answered: %j', async (q) => {
        const page = await answer('searchProducts', { q })
        expect(page.items.length).toBe(Math.min(page.total, 24))
        await answer('searchProducts', { q, sort: '-price', priceMin: 1 })
      })

      test('a word that is not there does not find everything, however short it is', async () => {
        expect((await answer('searchProducts', { q: 'zq' })).total).toBe(0)
      })
    })

    describe('pages and order', () => {
      test('pages in the order of relevance neither repeat nor lose a hit', async () => {
        for (const q of ['', 'camera', 'shoe']) {
          const whole = await slugsOf({ q })
          const paged = await slugsOf({ q, pageSize: 3 })
          expect(paged).toEqual(whole)
          expect(new Set(paged).size).toBe(paged.length)
        }
      })

      test.each(['name', '-name', 'price', '-price'])('sorted by %s, over all pages', async (sort) => {
        for (const [q, context] of [
          ['', {}],
          ['camera', {}],
          ['', other],
        ] as const) {
          const items = await everything('searchProducts', { q, sort, pageSize: 5 }, context)
          expect(items).toEqual([...items].sort(orders[sort]))
          expect(sorted(items.map((item) => item.slug))).toEqual(sorted(await slugsOf({ q }, context)))
        }
      })

      test('beyond the end a page is empty, total and facets right', async () => {
        for (const sort of ['relevance', 'name']) {
          const start = await answer('searchProducts', { q: 'camera', sort, pageSize: 4 })
          const beyond = await answer('searchProducts', { q: 'camera', sort, page: 900, pageSize: 4 })
          expect(beyond).toEqual({ ...start, items: [], page: 900 })
        }
      })

      test('hits come in the currency and language that are asked for', async () => {
        const hits = await everything('searchProducts', { pageSize: 100 }, other)
        expect([...new Set(hits.map((hit) => hit.price.min.currency))]).toEqual([facts.otherCurrency])
        const hit = hits.find(({ slug }) => slug === configurable.slug)
        const prices = Object.values(configurable.variants).map((variant) => variant.otherPrice)
        expect(hit?.price.min.amountMinor).toBe(Math.min(...prices))
        expect(hit?.price.max.amountMinor).toBe(Math.max(...prices))
      })

      test('a hit has the stock level of its product', async () => {
        const hits = await everything('searchProducts', { pageSize: 100 })
        const known = Object.entries(facts.stock)
        expect(known.map(([slug]) => [slug, hits.find((hit) => hit.slug === slug)?.stock])).toEqual(known)
      })
    })

    describe('categories', () => {
      test('narrow to a category and those below it', async () => {
        for (const { slug, products } of facts.categories) {
          const { total } = await answer('searchProducts', { category: slug })
          expect({ slug, total }).toEqual({ slug, total: products })
        }
      })

      test.each(['no-such-category', '%', '_', "'"])('an unknown one finds nothing: %j', async (category) => {
        const page = await answer('searchProducts', { category })
        expect(page).toMatchObject({ items: [], total: 0, facets: [] })
      })

      test('join with words, facets and sort', async () => {
        const input = { q: configurable.slug, category: configurable.category, sort: 'price' }
        expect(await slugsOf(input)).toContain(configurable.slug)
        expect(await slugsOf({ ...input, category: crossing.value })).not.toContain(configurable.slug)
      })
    })

    describeFacets(conversation, facts)
    describePriceBounds(conversation, facts)
    describeSuggestions(conversation, facts)

    test('answers of different contexts at the same time do not mix', async () => {
      const contexts = [{}, other, { currency: facts.otherCurrency }, { locale: facts.otherLocale }]
      const ask = (context: object) =>
        answer('searchProducts', { q: '', sort: 'price', pageSize: 5 }, context)
      const alone: Output<'searchProducts'>[] = []
      for (const context of contexts) alone.push(await ask(context))
      const many = Array.from({ length: 3 }, () => contexts).flat()
      expect(await Promise.all(many.map(ask))).toEqual(
        many.map((context) => alone[contexts.indexOf(context)]),
      )
    })
  })
}
