// The search contract's cases about suggestions.
import type { Output } from '../operations.ts'
import type { CatalogueFacts } from './catalogue-facts.ts'
import type { Conversation } from './conversation.ts'
import { oddTexts } from './odd-input.ts'

/** Cases: what begins as typed, products and categories, language, limit, existence, odd text. */
export function describeSuggestions({ answer, slugsOf }: Conversation, facts: CatalogueFacts): void {
  const { configurable, translated } = facts
  const other = { currency: facts.otherCurrency, locale: facts.otherLocale }

  describe('suggestions', () => {
    const kindsOf = (items: Output<'suggest'>['items'], slug: string) =>
      items.filter((item) => item.slug === slug).map(({ kind, text }) => ({ kind, text }))

    test('the beginning of a name suggests the product, in whatever case', async () => {
      const text = configurable.names[facts.context.locale] ?? ''
      for (const q of [text.slice(0, 3), text.slice(0, 3).toUpperCase(), text]) {
        const { items } = await answer('suggest', { q })
        expect(kindsOf(items, configurable.slug)).toContainEqual({ kind: 'product', text })
      }
    })

    test('the beginning of a name suggests the category', async () => {
      const category = facts.categories.find(({ slug }) => slug === configurable.category)
      for (const locale of [facts.context.locale, facts.otherLocale]) {
        const text = category?.names[locale] ?? ''
        const { items } = await answer('suggest', { q: text.slice(0, 5), limit: 20 }, { locale })
        expect(kindsOf(items, configurable.category)).toContainEqual({ kind: 'category', text })
      }
    })

    test('names are suggested in the language that is asked for', async () => {
      const text = translated.names[facts.otherLocale] ?? ''
      const { items } = await answer('suggest', { q: text.slice(0, 3) }, other)
      expect(kindsOf(items, translated.slug)).toContainEqual({ kind: 'product', text })
    })

    test('there are no more than asked for, none twice, and all of them exist', async () => {
      const products = await slugsOf({})
      const categories = facts.categories.map(({ slug }) => slug)
      for (const q of ['c', 'ca', 'camera', 's', 'e']) {
        for (const limit of [1, 3, 20]) {
          const { items } = await answer('suggest', { q, limit })
          expect(items.length).toBeLessThanOrEqual(limit)
          expect(new Set(items.map(({ kind, slug }) => `${kind} ${slug}`)).size).toBe(items.length)
          for (const { kind, slug } of items) {
            expect(kind === 'product' ? products : categories).toContain(slug)
          }
        }
      }
      expect((await answer('suggest', { q: 'c', limit: 1 })).items).toHaveLength(1)
    })

    test('what nothing begins with suggests nothing', async () => {
      expect((await answer('suggest', { q: 'zzqqxyzzy' })).items).toEqual([])
    })

    test.each(oddTexts.filter((q) => q.length <= 100))('odd text is answered: %j', async (q) => {
      expect((await answer('suggest', { q })).items.length).toBeLessThanOrEqual(8)
    })
  })
}
