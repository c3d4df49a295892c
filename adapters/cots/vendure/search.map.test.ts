import { captured, expected } from './golden.ts'
import {
  countedFacets,
  exactHitsOf,
  facetCountsOf,
  hitsOf,
  pageOf,
  suggestionsOf,
  totalOf,
} from './search.map.ts'

const plain = (hit: ReturnType<typeof exactHitsOf>[number]) => ({
  ...hit,
  facetValueIds: [...hit.facetValueIds],
  collectionIds: [...hit.collectionIds],
})

describe('Vendure’s search in the contract’s words', () => {
  test('a page of hits has the ids, the total, and facets by code with values by falling count', () => {
    expect(pageOf(captured('search-page'))).toEqual(expected('search-page'))
  })

  test('hits by product have the lowest price of the range', () => {
    const data = captured('product-hits')
    const found = { hits: hitsOf(data), facets: facetCountsOf(data), total: totalOf(data) }
    expect(found).toEqual(expected('product-hits'))
  })

  test('hits by variant are gathered by product, also over pages', () => {
    const data = captured('variant-hits')
    expect(exactHitsOf([data]).map(plain)).toEqual(expected('variant-hits'))
    const [one] = exactHitsOf([data])
    const [twice] = exactHitsOf([data, data])
    expect(twice?.prices).toHaveLength((one?.prices.length ?? 0) * 2)
  })

  test('names that begin with what was typed come first, each thing once', () => {
    expect(suggestionsOf(captured('names-like'), 'ca')).toEqual(expected('names-like'))
    const names = suggestionsOf(captured('names-like'), 'ca').map(({ text }) => text)
    expect(names.slice(0, 2)).toEqual(['Camera Lens', 'Camera & Photo'])
  })

  test('what the suite found by a wildcard is not suggested', () => {
    expect(suggestionsOf(captured('names-like'), '%')).toEqual([])
  })

  test('facets of some hits are counted by product, unknown values left out', () => {
    const value = (id: string, code: string) =>
      [
        id,
        { id, facet: { code: 'brand', name: 'Marke' }, value: { code, name: code.toUpperCase() } },
      ] as const
    const hit = (ids: string[]) => ({
      ...{ id: '1', slug: 's', name: 'n', lowest: 1, prices: [1], skus: ['k'] },
      facetValueIds: new Set(ids),
      collectionIds: new Set<string>(),
    })
    const values = new Map([value('1', 'b'), value('2', 'a'), value('3', 'c')])
    expect(countedFacets([hit(['1', '2', '9']), hit(['2', '1']), hit(['3'])], values)).toEqual([
      {
        code: 'brand',
        name: 'Marke',
        values: [
          { code: 'a', name: 'A', count: 2 },
          { code: 'b', name: 'B', count: 2 },
          { code: 'c', name: 'C', count: 1 },
        ],
      },
    ])
  })

  test.each([
    ['items that are no list', { search: { totalItems: 1, items: null } }, '/search/items'],
    ['a hit without a product', { search: { items: [{}] } }, '/search/items/0/productId'],
    [
      'a price that is none',
      { search: { items: [{ productId: '1', slug: 's', productName: 'n', priceWithTax: { min: -3 } }] } },
      '/search/items/0/priceWithTax/min',
    ],
    ['no search at all', {}, '/search'],
  ])('%s are refused with their place', (_, data, pointer) => {
    expect(() => hitsOf(data)).toThrow(
      expect.objectContaining({
        code: 'upstream-contract-violation',
        errors: [expect.objectContaining({ pointer })],
      }),
    )
  })
})
