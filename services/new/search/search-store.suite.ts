// What search promises over any store: the operations as the services answer them, run over each
// implementation.
import type { CallContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Input, Output } from '#contracts/operations.ts'
import { context, type StoreFixture, stock, tree } from './example-shop.suite.ts'
import { searchAnswerers } from './search-answerers.ts'
import type { SearchStore } from './search-store.ts'

type Asked = Partial<Input<'searchProducts'>>
type Page = Output<'searchProducts'>

/** @param create makes an empty store */
export function searchStoreRules(create: () => Promise<StoreFixture>): void {
  let fixture: StoreFixture
  let store: SearchStore

  const page = async (asked: Asked = {}, of: Partial<CallContext> = {}): Promise<Page> => {
    const input = { q: '', sort: 'relevance', page: 1, pageSize: 24, ...asked } as const
    return JSON.parse(await searchAnswerers(store).searchProducts(input, { ...context, ...of }))
  }
  const slugs = async (asked: Asked = {}) => (await page(asked)).items.map((item) => item.slug)
  const find = async (q: string) => (await slugs({ q })).sort()
  const suggest = async (q: string, limit = 8): Promise<Output<'suggest'>['items']> =>
    JSON.parse(await searchAnswerers(store).suggest({ q, limit }, context)).items
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof BanyanError ? error.code : error),
    )

  beforeAll(async () => {
    fixture = await create()
    store = fixture.store
    await store.putCategories([tree])
    await store.putProducts('g1', stock)
  })
  afterAll(() => fixture.close())

  describe('words', () => {
    test('none find everything, in the order of slugs', async () => {
      expect(await slugs()).toEqual(stock.map(({ slug }) => slug).sort())
    })

    test('find by name, facet value, category and description', async () => {
      expect(await find('instant')).toEqual(['instant'])
      expect(await find('leica')).toEqual(['camera'])
      expect(await find('lenses')).toContain('lens')
      expect(await find('glove')).toEqual(['shoe'])
    })

    test('must all be there', async () => {
      expect(await find('sony camera')).toEqual(['compact', 'lens'])
    })

    test('find whatever their order, case and accents', async () => {
      expect(await find('SHOE running')).toEqual(['shoe'])
      expect(await find('cafe table')).toEqual(['cafe-table'])
      expect(await find('CAFÉ tables')).toEqual(['cafe-table'])
    })

    test('find singular and plural alike', async () => {
      expect(await find('cameras')).toEqual(['camera', 'compact', 'instant', 'lens'])
      expect(await find('tables')).toEqual(await find('table'))
    })

    test('find while the last one is still being typed, but no other', async () => {
      expect(await find('insta')).toEqual(['instant'])
      expect(await find('running sh')).toEqual(['shoe'])
      expect(await find('compact cam')).toEqual(['compact', 'lens'])
    })

    test('that are misspelled find what is meant', async () => {
      for (const q of ['camrea', 'cammera', 'kamera', 'camera ', 'cmera']) {
        expect({ q, found: await find(q) }).toEqual({ q, found: ['camera', 'compact', 'instant', 'lens'] })
      }
      expect(await find('poloroid camera')).toEqual(['instant'])
    })

    test('that are written apart or together find the same', async () => {
      expect(await find('basket ball')).toEqual(['basketball'])
      expect(await find('runningshoe')).toEqual(['shoe'])
    })

    test('that nothing has find nothing, alone; beside others they are left out', async () => {
      expect(await page({ q: 'zzqqxyzzy' })).toMatchObject({ items: [], total: 0, facets: [] })
      expect(await find('zzqqxyzzy basketball')).toEqual(['basketball'])
    })

    test('short ones and those with digits are not guessed at', async () => {
      expect(await find('zq')).toEqual([])
      expect(await find('c4mera')).toEqual([])
    })

    test('that are no words find nothing, and break nothing', async () => {
      for (const q of ['%', "'", '& | !', ':*', '🎈', '\\']) expect(await find(q)).toEqual([])
      expect(await find("instant' & | !(:*")).toEqual(['instant'])
      expect(await find('\0instant')).toEqual(['instant'])
    })
  })

  describe('a SKU', () => {
    test('finds its product only, in whatever case', async () => {
      expect(await find('CAM-2')).toEqual(['compact'])
      expect(await find(' cam-2 ')).toEqual(['compact'])
    })

    test('finds by its beginning too, once that can be told from a word', async () => {
      expect(await find('LX440')).toEqual(['lens'])
      expect(await find('lx4400-1')).toEqual(['lens'])
      expect(await find('x4400')).toEqual([])
      expect(await find('CAM-')).toEqual(await find('cam'))
    })
  })

  describe('relevance', () => {
    test('puts a name that is just the query first', async () => {
      expect((await slugs({ q: 'camera' }))[0]).toBe('camera')
    })

    test('puts names before descriptions', async () => {
      expect(await slugs({ q: 'compact' })).toEqual(['compact', 'lens'])
    })

    test('puts what the thing is before what it is for', async () => {
      expect(await slugs({ q: 'lens' })).toEqual(['lens', 'compact'])
    })
  })

  describe('narrowing', () => {
    test('by a category takes those below it too; by an unknown one leaves nothing', async () => {
      expect((await slugs({ category: 'photo' })).sort()).toEqual(['compact', 'instant', 'lens'])
      expect(await slugs({ category: 'lenses' })).toEqual(['lens'])
      expect(await page({ category: 'nowhere' })).toMatchObject({ items: [], total: 0, facets: [] })
    })

    test('by values of one facet takes either, by two facets both', async () => {
      expect(await slugs({ facet: ['brand:sony', 'brand:nike'] })).toEqual(['compact', 'lens', 'shoe'])
      expect(await slugs({ facet: ['brand:sony', 'brand:nike', 'colour:white'] })).toEqual(['shoe'])
    })

    test('by an unknown value leaves nothing, beside a known one nothing less', async () => {
      expect(await slugs({ facet: ['brand:none'] })).toEqual([])
      expect(await slugs({ facet: ['none:none', 'brand:sony'] })).toEqual([])
      expect(await slugs({ facet: ['brand:none', 'brand:nike'] })).toEqual(['shoe'])
    })

    test('by price takes products of which a variant costs that, bounds included', async () => {
      expect(await slugs({ priceMin: 30_000, priceMax: 30_000 })).toEqual(['compact'])
      expect(await slugs({ priceMin: 20_001, priceMax: 29_999 })).toEqual([])
      expect(await slugs({ priceMax: 8_000 })).toEqual(['basketball', 'shoe'])
      expect(await slugs({ priceMin: 2, priceMax: 1 })).toEqual([])
    })
  })

  describe('facets', () => {
    const counts = async (asked: Asked) => {
      const { facets } = await page(asked)
      return Object.fromEntries(
        facets.map(({ code, values }) => [code, values.map((v) => `${v.code} ${v.count}`)]),
      )
    }

    test('count all hits, whatever the page, by count falling, then code', async () => {
      const expected = { brand: ['sony 2', 'leica 1', 'polaroid 1'], colour: ['black 3', 'white 1'] }
      expect(await counts({ q: 'camera' })).toEqual(expected)
      expect(await counts({ q: 'camera', page: 2, pageSize: 3, sort: 'price' })).toEqual(expected)
      expect(await counts({ q: 'camera', page: 9 })).toEqual(expected)
    })

    test('of which one is narrowed still show what else could be chosen there', async () => {
      expect(await counts({ q: 'camera', facet: ['brand:leica'] })).toEqual({
        brand: ['sony 2', 'leica 1', 'polaroid 1'],
        colour: ['black 1'],
      })
      expect(await counts({ facet: ['brand:sony', 'colour:white'] })).toEqual({
        brand: ['nike 1', 'polaroid 1'],
        colour: ['black 2'],
      })
    })

    test('have names', async () => {
      const { facets } = await page({ q: 'leica' })
      expect(facets).toEqual([
        { code: 'brand', name: 'Brand', values: [{ code: 'leica', name: 'Leica', count: 1 }] },
        { code: 'colour', name: 'Colour', values: [{ code: 'black', name: 'Black', count: 1 }] },
      ])
    })
  })

  describe('order and pages', () => {
    test('by name and by lowest price, both ways', async () => {
      const q = 'camera'
      expect(await slugs({ q, sort: 'name' })).toEqual(['camera', 'lens', 'compact', 'instant'])
      expect(await slugs({ q, sort: '-name' })).toEqual(['instant', 'compact', 'lens', 'camera'])
      expect(await slugs({ q, sort: 'price' })).toEqual(['lens', 'instant', 'compact', 'camera'])
      expect(await slugs({ q, sort: '-price' })).toEqual(['camera', 'compact', 'instant', 'lens'])
    })

    test('pages neither repeat nor lose a hit and tell the total', async () => {
      const whole = await slugs({ q: 'camera' })
      const first = await page({ q: 'camera', pageSize: 3 })
      const second = await page({ q: 'camera', pageSize: 3, page: 2 })
      expect([...first.items, ...second.items].map(({ slug }) => slug)).toEqual(whole)
      expect([first.total, second.total]).toEqual([4, 4])
      expect(await page({ q: 'camera', pageSize: 3, page: 900 })).toMatchObject({
        items: [],
        total: 4,
        page: 900,
      })
    })
  })

  describe('suggestions', () => {
    test('begin as typed: categories, then products by name', async () => {
      expect(await suggest('cam')).toEqual([
        { kind: 'category', slug: 'cameras', text: 'Cameras' },
        { kind: 'product', slug: 'camera', text: 'Camera' },
        { kind: 'product', slug: 'lens', text: 'Camera Lens' },
        { kind: 'product', slug: 'compact', text: 'Compact Camera' },
        { kind: 'product', slug: 'instant', text: 'Instant Camera' },
      ])
    })

    test('are corrected, and never more than asked for', async () => {
      expect((await suggest('camrea')).map(({ slug }) => slug)).toContain('camera')
      expect(await suggest('c', 1)).toHaveLength(1)
      expect(await suggest('zzqqxyzzy')).toEqual([])
      expect(await suggest('%')).toEqual([])
    })
  })

  test('another market is another shop, one without products is not available', async () => {
    expect(await codeOf(page({}, { currency: 'EUR', locale: 'de' }))).toBe('unavailable')
    expect(await codeOf(page({ q: 'camera' }, { locale: 'de' }))).toBe('unavailable')
  })
}
