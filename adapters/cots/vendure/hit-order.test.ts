import { inOrder, slicePage } from './hit-order.ts'

const hit = (slug: string, name: string, lowest: number) => ({ id: slug, slug, name, lowest })

describe('the contract’s orders over Vendure’s hits', () => {
  const hits = [
    hit('usb-cable', 'USB Cable', 69),
    hit('ultraboost', 'Ultraboost', 99),
    hit('b-side', 'Äpfel', 5),
    hit('a-side', 'ärmel', 69),
    hit('a', 'Ultraboost', 99),
  ]
  const slugs = (sort: Parameters<typeof inOrder>[1]) => inOrder(hits, sort).map(({ slug }) => slug)

  test('names are compared in lower case by code units, ties by slug', () => {
    expect(slugs('name')).toEqual(['a', 'ultraboost', 'usb-cable', 'b-side', 'a-side'])
  })

  test('falling names keep ties by rising slug', () => {
    expect(slugs('-name')).toEqual(['a-side', 'b-side', 'usb-cable', 'a', 'ultraboost'])
  })

  test('prices are compared by the lowest variant, ties by rising slug both ways', () => {
    expect(slugs('price')).toEqual(['b-side', 'a-side', 'usb-cable', 'a', 'ultraboost'])
    expect(slugs('-price')).toEqual(['a', 'ultraboost', 'a-side', 'usb-cable', 'b-side'])
  })

  test('the price that counts may come from elsewhere', () => {
    const ordered = inOrder(hits, 'price', ({ slug }) => slug.length)
    expect(ordered.map(({ slug }) => slug)[0]).toBe('a')
  })

  test('relevance is the suite’s own order, and no order changes what it is given', () => {
    const before = [...hits]
    for (const sort of ['name', '-price'] as const) inOrder(hits, sort)
    expect(hits).toEqual(before)
    expect(inOrder(hits, 'relevance')).toEqual(before)
  })

  test('pages count from 1; beyond the end they are empty', () => {
    expect(slicePage([1, 2, 3], 1, 2)).toEqual([1, 2])
    expect(slicePage([1, 2, 3], 2, 2)).toEqual([3])
    expect(slicePage([1, 2, 3], 3, 2)).toEqual([])
  })
})
