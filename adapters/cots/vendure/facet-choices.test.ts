import { areMet, choicesOf, countedWithout, withOwnCounts } from './facet-choices.ts'

const valueId = new Map([
  ['brand:nike', '1'],
  ['brand:adidas', '2'],
  ['colour:red', '3'],
])
const facet = (code: string, count: number) => ({
  code,
  name: code,
  values: [{ code: 'x', name: 'x', count }],
})

test('values of one facet are one choice', () => {
  expect(choicesOf(['brand:nike', 'colour:red', 'brand:adidas', 'brand:unknown'], valueId)).toEqual([
    { code: 'brand', ids: ['1', '2'] },
    { code: 'colour', ids: ['3'] },
  ])
})

test('a choice of unknown values only lets nothing through', () => {
  expect(areMet(choicesOf(['brand:nike', 'colour:unknown'], valueId))).toBe(false)
  expect(areMet(choicesOf(['brand:nike', 'brand:unknown'], valueId))).toBe(true)
  expect(areMet([])).toBe(true)
})

test.each([
  [
    ['brand:nike', 'colour:red'],
    ['brand', 'colour'],
  ],
  [['brand:nike', 'colour:unknown'], ['colour']],
  [['brand:unknown', 'colour:unknown'], []],
  [['brand:unknown'], ['brand']],
])('%j: counts without own narrowing are there for %j', (chosen, codes) => {
  expect(countedWithout(choicesOf(chosen, valueId)).map(({ code }) => code)).toEqual(codes)
})

test('a narrowed facet has the counts without its narrowing, the others those of the hits, by code', () => {
  const ofHits = [facet('brand', 1), facet('colour', 2), facet('size', 3)]
  const without = [[facet('brand', 9), facet('size', 9)], []]
  const choices = choicesOf(['brand:nike', 'colour:red'], valueId)
  expect(withOwnCounts(ofHits, choices, without)).toEqual([facet('brand', 9), facet('size', 3)])
})
