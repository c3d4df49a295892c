import type { ExactHit } from './search.map.ts'
import { holds, literally, planSearch, tidy } from './search-plan.ts'

const hit = (name: string, ...skus: string[]): ExactHit => ({
  ...{ id: '1', slug: 's', name, lowest: 1, prices: [1], skus },
  facetValueIds: new Set(),
  collectionIds: new Set(),
})

describe('how a typed text is asked of Vendure', () => {
  test.each(['', '   ', '\u0000', ' \n\t '])('%j asks for everything', (typed) => {
    expect(planSearch(typed)).toEqual({ kind: 'all' })
  })

  test('three characters and more are the suite’s, tidied', () => {
    expect(planSearch('  running \n shoe ')).toEqual({ kind: 'suite', term: 'running shoe' })
    expect(planSearch('a\u0000b')).toEqual({ kind: 'suite', term: 'a b' })
  })

  test('fewer are looked for here: Vendure would ignore them and find everything', () => {
    expect(planSearch('PC')).toEqual({ kind: 'here', wanted: 'pc' })
  })

  test.each(['100%', 'a_b', '%%%', 'C:\\x'])(
    '%j is looked for here: Vendure would take it for a pattern',
    (typed) => {
      expect(planSearch(typed).kind).toBe('here')
    },
  )

  test('half a surrogate pair does not reach the suite', () => {
    expect(tidy('a\ud800b')).toBe('a\ufffdb')
  })

  test('one or two characters begin a word', () => {
    expect(holds(hit('Gaming PC'), 'pc')).toBe(true)
    expect(holds(hit('Epcot Poster'), 'pc')).toBe(false)
    expect(holds(hit('Tischlampe Öl'), 'öl')).toBe(true)
  })

  test('a wildcard means itself, in name or SKU', () => {
    expect(holds(hit('Wool 100% soft'), '100%')).toBe(true)
    expect(holds(hit('Wool 100 soft'), '100%')).toBe(false)
    expect(holds(hit('Wool', 'A_7'), 'a_7')).toBe(true)
    expect(holds(hit('Wool'), '%')).toBe(false)
  })

  test('a text as a regular expression means just itself', () => {
    for (const text of ['a.b', '(', '[x]', 'c++', '^$', 'a|b', '\\d', '{2}', '?']) {
      expect(new RegExp(`^${literally(text)}$`).test(text)).toBe(true)
    }
    expect(new RegExp(literally('a.b')).test('axb')).toBe(false)
  })
})
