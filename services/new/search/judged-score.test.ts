import { judgedQueries, ndcgAt10, recallAt10, scoreSearch } from './judged-score.ts'

const relevant = new Map([
  ['best', 3],
  ['good', 2],
  ['fair', 1],
])

describe('nDCG at 10', () => {
  test('is 1 for the ideal order and 0 for nothing relevant', () => {
    expect(ndcgAt10(['best', 'good', 'fair'], relevant)).toBe(1)
    expect(ndcgAt10(['other'], relevant)).toBe(0)
    expect(ndcgAt10([], relevant)).toBe(0)
  })

  test('is what the formula says', () => {
    const ideal = 7 + 3 / Math.log2(3) + 1 / 2
    expect(ndcgAt10(['good', 'best'], relevant)).toBeCloseTo((3 + 7 / Math.log2(3)) / ideal, 12)
  })

  test('falls when something better stands lower, and ends at ten', () => {
    expect(ndcgAt10(['good', 'best', 'fair'], relevant)).toBeLessThan(1)
    const late = [...Array.from({ length: 10 }, (_, i) => `other-${i}`), 'best']
    expect(ndcgAt10(late, relevant)).toBe(0)
  })
})

describe('recall at 10', () => {
  test('counts what serves the wish, not what is merely acceptable', () => {
    expect(recallAt10(['good'], relevant)).toBe(0.5)
    expect(recallAt10(['fair'], relevant)).toBe(0)
    expect(recallAt10(['x', 'best', 'good'], relevant)).toBe(1)
  })

  test('takes ten for all where there are more', () => {
    const many = new Map(Array.from({ length: 20 }, (_, i) => [`p${i}`, 3]))
    expect(recallAt10([...many.keys()], many)).toBe(1)
  })
})

test('the score is the mean over the queries', async () => {
  const context = { channel: 'default', country: 'US', currency: 'USD', locale: 'en' }
  const queries = ['found', 'not found'].map((q) => ({ q, kind: 'word', context, relevant }))
  const score = await scoreSearch(async ({ q }) => (q === 'found' ? ['best', 'good', 'fair'] : []), queries)
  expect(score).toEqual({ ndcg: 0.5, recall: 0.5, zeroResultRate: 0.5 })
})

test('each judged query has at least one product that serves its wish', () => {
  const hopeless = judgedQueries.filter((query) => Math.max(...query.relevant.values()) < 2)
  expect(hopeless).toEqual([])
})
