// What every implementation of the capability catalog answers, be it a suite's adapter or a rebuilt service.
import type { Output } from '../operations.ts'
import { type CatalogueFacts, sampleFacts } from './catalogue-facts.ts'
import { converse } from './conversation.ts'
import { oddKeys } from './odd-input.ts'
import { byCodeUnits, byText, orders } from './orderings.ts'
import type { CreateSubject, Subject } from './subject.ts'

type Product = Output<'getProduct'>

const levels = ['in-stock', 'low-stock', 'out-of-stock']

/** Runs the suite over one implementation that holds the catalogue of the facts. */
export function describeCatalogConformance(
  name: string,
  createSubject: CreateSubject,
  facts: CatalogueFacts = sampleFacts,
): void {
  describe(`${name} meets the catalog contract`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await createSubject()
    })
    afterAll(() => subject?.close())
    const { answer, refusal, everything } = converse(() => subject, facts)
    const other = { currency: facts.otherCurrency, locale: facts.otherLocale }
    const { configurable } = facts

    describe('categories', () => {
      test('the tree is whole: the known categories under the known parents', async () => {
        const { items } = await answer('listCategories')
        const found = items.map(({ slug, parentSlug }) => ({ slug, parentSlug })).sort(byText((c) => c.slug))
        const known = facts.categories.map(({ slug, parentSlug }) => ({ slug, parentSlug }))
        expect(found).toEqual(known.sort(byText((c) => c.slug)))
      })

      test('parents come before their children', async () => {
        const { items } = await answer('listCategories')
        const seen = new Set<string | null>([null])
        for (const { slug, parentSlug } of items) {
          expect(seen).toContain(parentSlug)
          seen.add(slug)
        }
      })

      test('positions count from 0 among siblings, in the known order', async () => {
        const { items } = await answer('listCategories')
        for (const parentSlug of new Set(items.map((item) => item.parentSlug))) {
          const siblings = items.filter((item) => item.parentSlug === parentSlug)
          siblings.sort((a, b) => a.position - b.position)
          expect(siblings.map((item) => item.position)).toEqual(siblings.map((_, index) => index))
          const known = facts.categories.filter((category) => category.parentSlug === parentSlug)
          expect(siblings.map((item) => item.slug)).toEqual(known.map((category) => category.slug))
        }
      })

      test('names come in the language that is asked for', async () => {
        for (const locale of [facts.context.locale, facts.otherLocale]) {
          const { items } = await answer('listCategories', {}, { locale })
          const names = Object.fromEntries(items.map((item) => [item.slug, item.name]))
          expect(names).toEqual(Object.fromEntries(facts.categories.map((c) => [c.slug, c.names[locale]])))
        }
      })

      test('one category says the same as the tree', async () => {
        for (const context of [{}, other]) {
          const { items } = await answer('listCategories', {}, context)
          for (const item of items) {
            const { breadcrumbs, children, ...rest } = await answer(
              'getCategory',
              { slug: item.slug },
              context,
            )
            expect(rest).toEqual(item)
            expect(children).toEqual(
              items
                .filter((child) => child.parentSlug === item.slug)
                .sort((a, b) => a.position - b.position)
                .map((child) => ({ slug: child.slug, name: child.name })),
            )
            expect(breadcrumbs.at(-1)).toEqual({ slug: item.slug, name: item.name })
            expect(breadcrumbs.at(-2)?.slug ?? null).toBe(item.parentSlug)
          }
        }
      })

      test.each(oddKeys)('an unknown category is not found: %j', async (slug) => {
        expect(await refusal('getCategory', { slug })).toEqual({ status: 404, code: 'not-found' })
      })
    })

    describe('lists of products', () => {
      test('every product is in the list of all, once', async () => {
        const all = await everything('listProducts')
        expect(all).toHaveLength(facts.products)
        expect(new Set(all.map((item) => item.slug)).size).toBe(facts.products)
      })

      test.each(['name', '-name', 'price', '-price'])('sorted by %s, over all pages', async (sort) => {
        for (const context of [{}, other]) {
          const items = await everything('listProducts', { sort }, context)
          expect(items).toHaveLength(facts.products)
          expect(items).toEqual([...items].sort(orders[sort]))
        }
      })

      test('the order is by name where nothing else is asked for', async () => {
        const { items } = await answer('listProducts')
        expect(items).toEqual([...items].sort(orders.name))
      })

      test('a page has its size, its number and the total', async () => {
        const whole = await answer('listProducts', { pageSize: 100 })
        expect(whole).toMatchObject({ page: 1, pageSize: 100, total: facts.products })
        const third = await answer('listProducts', { page: 3, pageSize: 10 })
        expect(third).toMatchObject({ page: 3, pageSize: 10, total: facts.products })
        expect(third.items).toEqual(whole.items.slice(20, 30))
        const single = await answer('listProducts', { page: facts.products, pageSize: 1 })
        expect(single.items).toEqual(whole.items.slice(-1))
      })

      test('the last page may be short; beyond the end a page is empty and the total right', async () => {
        const pages = Math.ceil(facts.products / 8)
        const last = await answer('listProducts', { page: pages, pageSize: 8 })
        expect(last.items).toHaveLength(facts.products - (pages - 1) * 8)
        for (const page of [pages + 1, 1000]) {
          const beyond = await answer('listProducts', { page, pageSize: 8 })
          expect(beyond).toEqual({ items: [], page, pageSize: 8, total: facts.products })
        }
      })

      test('a category lists its own products and those of the categories below', async () => {
        const slugsOf = async (category: string) =>
          (await everything('listProducts', { category })).map((item) => item.slug).sort(byCodeUnits)
        for (const { slug, products } of facts.categories) {
          const own = await slugsOf(slug)
          expect({ slug, products: own.length }).toEqual({ slug, products })
          const below = facts.categories.filter((child) => child.parentSlug === slug)
          for (const child of below) expect(own).toEqual(expect.arrayContaining(await slugsOf(child.slug)))
        }
      })

      test('a category can be sorted and paged', async () => {
        const category = configurable.category
        const items = await everything('listProducts', { category, sort: '-price', pageSize: 3 })
        expect(items).toEqual([...items].sort(orders['-price']))
        expect(new Set(items.map((item) => item.slug)).size).toBe(items.length)
      })

      test.each(oddKeys)('the list of an unknown category is not found: %j', async (category) => {
        expect(await refusal('listProducts', { category })).toEqual({ status: 404, code: 'not-found' })
      })

      test('an item says the same as the product itself', async () => {
        for (const context of [{}, other]) {
          const { items } = await answer('listProducts', { pageSize: 100 }, context)
          for (const item of items) {
            const { slug, name, price, stock, images } = await answer(
              'getProduct',
              { key: item.slug },
              context,
            )
            expect(item).toEqual({ slug, name, price, stock, image: images[0] ?? null })
          }
        }
      })

      test('prices come in the currency that is asked for', async () => {
        for (const currency of [facts.context.currency, facts.otherCurrency]) {
          const { items } = await answer('listProducts', { pageSize: 100 }, { currency })
          const found = new Set(items.flatMap(({ price }) => [price.min.currency, price.max.currency]))
          expect([...found]).toEqual([currency])
        }
      })
    })

    describe('a product', () => {
      let all: Promise<Product[]> | undefined
      const readAll = async () => {
        const items = await everything('listProducts')
        return Promise.all(items.map(({ slug }) => answer('getProduct', { key: slug })))
      }
      const eachProduct = async (check: (product: Product) => void) => {
        all ??= readAll()
        for (const product of await all) check(product)
      }

      test('has its variants by SKU, each with a SKU of its own', () =>
        eachProduct(({ variants }) => {
          expect(variants).toEqual([...variants].sort(byText((v) => v.sku)))
          expect(new Set(variants.map((v) => v.sku)).size).toBe(variants.length)
        }))

      test('has the price range of its variants', () =>
        eachProduct(({ variants, price }) => {
          const amounts = variants.map((variant) => variant.price.amountMinor)
          expect(price.min.amountMinor).toBe(Math.min(...amounts))
          expect(price.max.amountMinor).toBe(Math.max(...amounts))
        }))

      test('has the best stock level among its variants', () =>
        eachProduct(({ variants, stock }) => {
          expect(stock).toBe(levels.find((level) => variants.some((variant) => variant.stock === level)))
        }))

      test('has in every variant one value of each option, and no other', () =>
        eachProduct(({ variants, options }) => {
          const codes = options.map((option) => option.code).sort(byCodeUnits)
          for (const variant of variants) {
            expect(variant.options.map((selected) => selected.option).sort(byCodeUnits)).toEqual(codes)
            for (const { option, value } of variant.options) {
              const values = options.find(({ code }) => code === option)?.values.map(({ code }) => code)
              expect(values).toContain(value)
            }
          }
          const chosen = variants.map((variant) => JSON.stringify(variant.options))
          expect(new Set(chosen).size).toBe(variants.length)
        }))

      test('has facets by code and categories by slug, each once', () =>
        eachProduct(({ facets, categories }) => {
          expect(facets).toEqual([...facets].sort(byText((facet) => facet.code)))
          expect(new Set(facets.map((facet) => facet.code)).size).toBe(facets.length)
          expect(categories).toEqual([...categories].sort(byText((category) => category.slug)))
          expect(new Set(categories.map((category) => category.slug)).size).toBe(categories.length)
        }))

      test('is the same by slug and by the SKU of any variant', async () => {
        for (const { slug } of (await everything('listProducts')).slice(0, 12)) {
          const product = await answer('getProduct', { key: slug })
          for (const { sku } of product.variants) {
            expect(await answer('getProduct', { key: sku, by: 'sku' })).toEqual(product)
          }
        }
      })

      test('with options has the known variants at the known prices and stock levels', async () => {
        const product = await answer('getProduct', { key: configurable.slug, by: 'slug' })
        expect(product.name).toBe(configurable.names[facts.context.locale])
        expect(product.description).not.toBe('')
        expect(product.images).not.toHaveLength(0)
        expect(product.categories.map(({ slug }) => slug)).toContain(configurable.category)
        const options = product.options.map(({ name: title, values }) => [title, values.length])
        expect(Object.fromEntries(options)).toEqual(configurable.options)
        const variants = product.variants.map(({ sku, price, stock }) => [sku, price.amountMinor, stock])
        const known = Object.entries(configurable.variants)
        expect(variants).toEqual(known.map(([sku, { price, stock }]) => [sku, price, stock]))
      })

      test('comes in the other currency and language', async () => {
        const product = await answer('getProduct', { key: configurable.slug }, other)
        expect(product.name).toBe(configurable.names[facts.otherLocale])
        const prices = product.variants.map(({ sku, price }) => [sku, price])
        const known = Object.entries(configurable.variants).map(([sku, { otherPrice }]) => [
          sku,
          { amountMinor: otherPrice, currency: facts.otherCurrency },
        ])
        expect(prices).toEqual(known)
        const { slug, names } = facts.translated
        expect((await answer('getProduct', { key: slug }, other)).name).toBe(names[facts.otherLocale])
        expect((await answer('getProduct', { key: slug })).name).toBe(names[facts.context.locale])
      })

      test('has the known stock level', async () => {
        for (const [key, stock] of Object.entries(facts.stock)) {
          expect({ key, stock: (await answer('getProduct', { key })).stock }).toEqual({ key, stock })
        }
      })

      test.each(oddKeys)('that is unknown is not found, by slug or by SKU: %j', async (key) => {
        expect(await refusal('getProduct', { key })).toEqual({ status: 404, code: 'not-found' })
        expect(await refusal('getProduct', { key, by: 'sku' })).toEqual({ status: 404, code: 'not-found' })
      })

      test('is found by the key that is asked for only: a slug is no SKU, a SKU no slug', async () => {
        const [sku = ''] = Object.keys(configurable.variants)
        const bySku = { key: configurable.slug, by: 'sku' }
        expect(await refusal('getProduct', bySku)).toEqual({ status: 404, code: 'not-found' })
        expect(await refusal('getProduct', { key: sku })).toEqual({ status: 404, code: 'not-found' })
      })
    })

    test('answers of different contexts at the same time do not mix', async () => {
      const contexts = [{}, other, { currency: facts.otherCurrency }, { locale: facts.otherLocale }]
      const key = facts.translated.slug
      const alone: Product[] = []
      for (const context of contexts) alone.push(await answer('getProduct', { key }, context))
      const many = Array.from({ length: 5 }, () => contexts).flat()
      const together = await Promise.all(many.map((context) => answer('getProduct', { key }, context)))
      expect(together).toEqual(many.map((context) => alone[contexts.indexOf(context)]))
    })
  })
}
