import { categoryKey, editionMark, skuKey, wordKey } from '../index/index-keys.ts'
import { allOf, oneOf, term } from '../query/search-match.ts'
import { nameQueryOf, rankQueryOf, tsqueryOf } from './tsquery-of.ts'

const shown = (query: string) => query.replaceAll(editionMark, '#')

test.each([
  [term('tent'), "'#:tent'"],
  [term('tent', 'head', true), "'#^tent':*"],
  [{ kind: 'sku', sku: "o'\\x", prefix: false } as const, "'#=o''\\\\x'"],
  [{ kind: 'category', slug: 'home' } as const, "'#@home'"],
  [allOf([term('a'), oneOf([term('b'), term('c', 'name')])]), "('#:a' & ('#:b' | '#!c'))"],
  [oneOf([]), "'nothing'"],
  [allOf([]), "'nothing'"],
])('%j is asked as %s', (match, query) => {
  expect(shown(tsqueryOf(match))).toBe(query)
})

test('texts of others cannot forge the edition, nor hold what PostgreSQL refuses', () => {
  for (const key of [skuKey(`${editionMark}:a\0`), categoryKey(`${editionMark}\0`)]) {
    expect(key.indexOf(editionMark)).toBe(key.lastIndexOf(editionMark))
    expect(key).not.toContain('\0')
  }
  expect(wordKey('a', 'any')).not.toBe(wordKey('a', 'head'))
})

test('the ranking asks for any word, the name for all', () => {
  expect(rankQueryOf([term('a'), term('b', 'any', true)])).toBe("'a' | 'b':*")
  expect(rankQueryOf([])).toBe("'nothing'")
  expect(nameQueryOf(allOf([term('a', 'name'), oneOf([term('b', 'name'), term('c', 'name', true)])]))).toBe(
    "('a':A & ('b':A | 'c':*A))",
  )
})
