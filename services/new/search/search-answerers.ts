import type { Input } from '#contracts/operations.ts'
import { jsonText, storedText } from '../kit/json-text.ts'
import type { Answerers } from '../kit/service.ts'
import { hitQueryOf, partOfText, questionOf, wholeText } from './query/hit-query.ts'
import { planSearch } from './query/search-plan.ts'
import { suggestions } from './query/suggestions.ts'
import type { Hits, Market, SearchStore } from './search-store.ts'

/** The operations of search. */
export function searchAnswerers(store: SearchStore): Answerers<'search'> {
  return {
    searchProducts: async (input, context) => {
      const { items, facets, total } = await find(store, { input, market: context }, context.signal)
      const { page, pageSize } = input
      return storedText(
        `{"items":${items},"page":${page},"pageSize":${pageSize},"total":${total},"facets":${facets}}`,
      )
    },
    suggest: async ({ q, limit }, context) =>
      jsonText({ items: await suggestions(store, { q, limit, market: context }, context.signal) }),
  }
}

type Asked = { readonly input: Input<'searchProducts'>; readonly market: Market }

/** The hits of the whole text; where no product at all answers the whole text, those of its parts. */
async function find(store: SearchStore, { input, market }: Asked, signal: AbortSignal): Promise<Hits> {
  const question = questionOf(input.q)
  if (question === null) return store.hits(market, hitQueryOf(input, null), signal)
  const plan = planSearch(await store.evidence(market, question, signal))
  const whole = wholeText(plan, question)
  const hits = await store.hits(market, hitQueryOf(input, whole), signal)
  if (hits.total > 0 || plan.groups.length < 2) return hits
  const unfiltered = hitQueryOf({ q: input.q, sort: 'name', page: 1, pageSize: 1 }, whole)
  if ((await store.hits(market, unfiltered, signal)).total > 0) return hits
  return store.hits(market, hitQueryOf(input, partOfText(plan, question)), signal)
}
