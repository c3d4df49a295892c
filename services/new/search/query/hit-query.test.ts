import { hitQueryOf, partOfText, questionOf, wholeText } from './hit-query.ts'
import { oneOf, term } from './search-match.ts'
import type { SearchPlan } from './search-plan.ts'

const input = { q: '', sort: 'relevance', page: 1, pageSize: 24 } as const
const plan: SearchPlan = { groups: [term('a'), term('b')], strict: [term('a')], loose: [], inName: oneOf([]) }
const question = { words: ['a', 'b'], pieces: [], sku: 'a b' }

test('nothing typed is no question, signs alone are one without words', () => {
  expect(questionOf('  ')).toBeNull()
  expect(questionOf(' % ')).toEqual({ words: [], pieces: [], sku: '%' })
})

test('words are asked once each, and no more than ten', () => {
  expect(questionOf('Laptop LAPTOP')?.words).toEqual(['laptop'])
  expect(questionOf('a b c d e f g h i j k l')?.words).toHaveLength(10)
})

test('without text and category everything is a hit, unranked', () => {
  expect(hitQueryOf(input, null)).toMatchObject({
    match: null,
    ranking: null,
    priceMin: null,
    priceMax: null,
  })
})

test('text and category must both hold', () => {
  const { match } = hitQueryOf({ ...input, category: 'home' }, wholeText(plan, question))
  expect(match).toEqual({
    kind: 'all',
    of: [
      { kind: 'all', of: [term('a'), term('b')] },
      { kind: 'category', slug: 'home' },
    ],
  })
})

test('of a part of the text one group is enough, and more groups count more', () => {
  const { match, ranking } = partOfText(plan, question)
  expect(match).toEqual(oneOf([term('a'), term('b')]))
  expect(ranking.countOf).toEqual(plan.groups)
})

test('facet values are gathered by facet; a value may hold a colon', () => {
  const { facets } = hitQueryOf({ ...input, facet: ['a:x', 'b:y', 'a:z:1'] }, null)
  expect(facets).toEqual([
    { code: 'a', values: ['x', 'z:1'] },
    { code: 'b', values: ['y'] },
  ])
})
