// The search contract's cases about facets.
import type { Output } from '../operations.ts'
import type { CatalogueFacts } from './catalogue-facts.ts'
import type { Conversation } from './conversation.ts'
import { byCodeUnits, byText } from './orderings.ts'
import type { Parameters } from './subject.ts'

type Facet = Output<'searchProducts'>['facets'][number]

const nothing = 'zzqqxyzzy'

/** Cases: order, counts, also of narrowed facets, OR within a facet, AND between them, unknown values. */
export function describeFacets({ answer, slugsOf }: Conversation, facts: CatalogueFacts): void {
  const { configurable, facet, crossing } = facts
  const [first = '', second = ''] = Object.keys(facet.values)
  const other = { currency: facts.otherCurrency, locale: facts.otherLocale }
  const sorted = (slugs: readonly string[]) => [...slugs].sort(byCodeUnits)

  describe('facets', () => {
    const checkOrder = (facets: readonly Facet[]) => {
      expect(facets).toEqual([...facets].sort(byText(({ code }) => code)))
      for (const { values } of facets) {
        const ordered = [...values].sort((a, b) => b.count - a.count || byCodeUnits(a.code, b.code))
        expect(values).toEqual(ordered)
      }
    }

    test('are by code, their values by falling count, then code', async () => {
      checkOrder((await answer('searchProducts')).facets)
      checkOrder((await answer('searchProducts', { q: 'shoe', sort: 'price' })).facets)
      checkOrder((await answer('searchProducts', { priceMax: 10_000 })).facets)
    })

    test('count products: at least one, at most all hits, whatever page is asked for', async () => {
      for (const input of [{}, { q: 'camera' }, { priceMin: 50_000 }, { category: configurable.category }]) {
        const { total, facets } = await answer('searchProducts', { ...input, pageSize: 1 })
        expect(facets).not.toHaveLength(0)
        for (const { count } of facets.flatMap(({ values }) => values)) {
          expect(count).toBeGreaterThan(0)
          expect(count).toBeLessThanOrEqual(total)
        }
        const second = await answer('searchProducts', { ...input, pageSize: 1, page: 2 })
        expect(second.facets).toEqual(facets)
      }
    })

    test('count what narrowing by the value then finds', async () => {
      const { facets } = await answer('searchProducts')
      const known = facets.find(({ code }) => code === facet.code)
      expect(known?.values.filter(({ code }) => code in facet.values)).toHaveLength(2)
      for (const { code, values } of facets) {
        for (const value of values) {
          const { total } = await answer('searchProducts', { facet: [`${code}:${value.code}`] })
          expect({ value: value.code, count: value.count }).toEqual({ value: value.code, count: total })
        }
      }
    })

    test('narrow: the known number of products', async () => {
      for (const [value, products] of Object.entries(facet.values)) {
        expect(await slugsOf({ facet: [`${facet.code}:${value}`] })).toHaveLength(products)
      }
    })

    test('two values of one facet are joined by OR', async () => {
      const of = (value: string) => slugsOf({ facet: [`${facet.code}:${value}`] })
      const both = await slugsOf({ facet: [`${facet.code}:${first}`, `${facet.code}:${second}`] })
      expect(sorted(both)).toEqual(sorted([...(await of(first)), ...(await of(second))]))
    })

    test('two facets are joined by AND', async () => {
      const one = `${facet.code}:${first}`
      const two = `${crossing.code}:${crossing.value}`
      const both = await slugsOf({ facet: [one, two] })
      expect(both).toHaveLength(crossing.products)
      expect(await slugsOf({ facet: [one] })).toEqual(expect.arrayContaining(both))
      expect(await slugsOf({ facet: [two] })).toEqual(expect.arrayContaining(both))
    })

    test('a value that nothing has finds nothing, and adds nothing to another', async () => {
      for (const unknown of [`${facet.code}:${nothing}`, `${nothing}:${nothing}`, "x':%", '_:_', '%:%']) {
        expect(await slugsOf({ facet: [unknown] })).toEqual([])
        expect(await slugsOf({ facet: [`${crossing.code}:${crossing.value}`, unknown] })).toEqual([])
      }
      const known = `${facet.code}:${first}`
      const both = await slugsOf({ facet: [known, `${facet.code}:${nothing}`] })
      expect(sorted(both)).toEqual(sorted(await slugsOf({ facet: [known] })))
    })

    const countsIn = async (input: Parameters, code: string) =>
      (await answer('searchProducts', input)).facets.find((known) => known.code === code)?.values

    test('that are narrowed count their other values too, so that a second can be chosen', async () => {
      const one = `${facet.code}:${first}`
      for (const input of [{}, { sort: '-price' }, { priceMax: 100_000 }, { category: crossing.value }]) {
        const free = await countsIn(input, facet.code)
        expect(free?.length).toBeGreaterThan(1)
        expect({ input, counts: await countsIn({ ...input, facet: [one] }, facet.code) }).toEqual({
          input,
          counts: free,
        })
        const { total, facets } = await answer('searchProducts', { ...input, facet: [one] })
        for (const { code, values } of facets.filter((other) => other.code !== facet.code)) {
          expect({ code, most: Math.max(...values.map(({ count }) => count)) <= total }).toEqual({
            code,
            most: true,
          })
        }
      }
    })

    test('that are narrowed together count each within the others', async () => {
      const one = `${facet.code}:${first}`
      const two = `${crossing.code}:${crossing.value}`
      for (const input of [{}, { priceMin: 1 }]) {
        const both = { ...input, facet: [one, two] }
        expect(await countsIn(both, facet.code)).toEqual(
          await countsIn({ ...input, facet: [two] }, facet.code),
        )
        expect(await countsIn(both, crossing.code)).toEqual(
          await countsIn({ ...input, facet: [one] }, crossing.code),
        )
      }
    })

    test('of a value that nothing has: its facet alone is counted; of two such facets none', async () => {
      const unknown = `${facet.code}:${nothing}`
      for (const input of [{}, { sort: 'name' }, { priceMax: 100_000 }]) {
        const page = await answer('searchProducts', { ...input, facet: [unknown] })
        expect(page).toMatchObject({ items: [], total: 0 })
        expect(page.facets).toEqual([
          expect.objectContaining({ code: facet.code, values: await countsIn(input, facet.code) }),
        ])
        const neither = { ...input, facet: [unknown, `${crossing.code}:${nothing}`] }
        expect((await answer('searchProducts', neither)).facets).toEqual([])
      }
    })

    test('have names in the language that is asked for', async () => {
      const { facets } = await answer('searchProducts', {}, other)
      const names = facets.find(({ code }) => code === crossing.code)?.values
      const known = facts.categories.find(({ slug }) => slug === crossing.value)
      expect(names?.find(({ code }) => code === crossing.value)?.name).toBe(known?.names[facts.otherLocale])
    })
  })
}
