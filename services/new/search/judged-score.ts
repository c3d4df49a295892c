// How well a side finds what shoppers mean, over queries that people judged.
import type { ShopperContext } from '#contracts/call-context.ts'
import judged from './judged-queries.json' with { type: 'json' }

export type JudgedQuery = {
  readonly q: string
  /** What is hard about it: typo, plural, compound … */
  readonly kind: string
  readonly context: ShopperContext
  /** Grade of each relevant product by slug: 3 meant, 2 serves the same wish, 1 acceptable beside it. */
  readonly relevant: ReadonlyMap<string, number>
}

/** Means over all queries, each 0–1. */
export type SearchScore = {
  readonly ndcg: number
  readonly recall: number
  readonly zeroResultRate: number
}

/** Slugs of the first hits for a query, best first. */
export type Finder = (query: JudgedQuery) => Promise<readonly string[]>

const depth = 10

/** The judged queries on the sample catalogue. */
export const judgedQueries: readonly JudgedQuery[] = judged.queries.map((query) => ({
  q: query.q,
  kind: query.kind,
  context: { ...judged.context, ...('locale' in query ? { locale: query.locale } : {}) },
  relevant: new Map(Object.entries(query.relevant)),
}))

/**
 * Normalised discounted cumulative gain of the first ten, 0–1: gain 2^grade − 1, discount log2(rank + 1).
 * Source: Järvelin and Kekäläinen, TOIS 2002; exponential gain as in Burges et al., ICML 2005.
 */
export function ndcgAt10(found: readonly string[], relevant: ReadonlyMap<string, number>): number {
  const grades = found.map((slug) => relevant.get(slug) ?? 0)
  const ideal = [...relevant.values()].sort((a, b) => b - a)
  return gainOf(grades) / gainOf(ideal)
}

function gainOf(grades: readonly number[]): number {
  const gains = grades.slice(0, depth).map((grade, i) => (2 ** grade - 1) / Math.log2(i + 2))
  return gains.reduce((sum, gain) => sum + gain, 0)
}

/**
 * Share of the products that serve the wish (grade 2 and 3) among the first ten; of more than ten, ten count
 * as all.
 */
export function recallAt10(found: readonly string[], relevant: ReadonlyMap<string, number>): number {
  const wanted = [...relevant].filter(([, grade]) => grade >= 2).map(([slug]) => slug)
  const first = new Set(found.slice(0, depth))
  return wanted.filter((slug) => first.has(slug)).length / Math.min(depth, wanted.length)
}

/** The scores of one side. */
export async function scoreSearch(find: Finder, queries = judgedQueries): Promise<SearchScore> {
  const sum = { ndcg: 0, recall: 0, zero: 0 }
  for (const query of queries) {
    const found = await find(query)
    sum.ndcg += ndcgAt10(found, query.relevant)
    sum.recall += recallAt10(found, query.relevant)
    sum.zero += found.length === 0 ? 1 : 0
  }
  const { length } = queries
  return { ndcg: sum.ndcg / length, recall: sum.recall / length, zeroResultRate: sum.zero / length }
}
