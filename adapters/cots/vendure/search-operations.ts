import type { CallContext } from '#contracts/call-context.ts'
import type { Handlers, Input, Output } from '#contracts/operations.ts'
import type { Parts } from './catalog-operations.ts'
import { areMet, type Choice, choicesOf, countedWithout, withOwnCounts } from './facet-choices.ts'
import { type HitLists, type Narrowing, searchInput } from './hit-lists.ts'
import { inOrder, slicePage } from './hit-order.ts'
import { namesLike, searchPage } from './queries.ts'
import { readSummaries } from './read-summaries.ts'
import { countedFacets, type ExactHit, type Hit, pageOf, suggestionsOf } from './search.map.ts'
import { holds, literally, planSearch, type SearchPlan, tidy } from './search-plan.ts'
import { codesKey, listLimit, type SuiteCodes } from './suite-codes.ts'

type Asked = Input<'searchProducts'>
type Page = {
  readonly ids: readonly string[]
  readonly total: number
  readonly facets: Output<'searchProducts'>['facets']
}

/**
 * Search over the shop API. Calls to the suite: by relevance 2; by another order or within price bounds 1,
 * and 1 per 5,000 hits (variants, within price bounds) when the list is not kept; 1 for each narrowed facet
 * whose counts are not kept; suggest 1; the codes of categories and facets 2 when they are asked for and not
 * kept.
 */
export function searchOperations(parts: Parts): Handlers<'search'> {
  const { shop, baseUrl } = parts
  return {
    async searchProducts(asked, context) {
      const { page, pageSize } = asked
      const result = await resultOf(parts, asked, context)
      return {
        items: await readSummaries(shop, result.ids, { context, baseUrl }),
        page,
        pageSize,
        total: result.total,
        facets: result.facets,
      }
    },
    async suggest({ q, limit }, context) {
      const typed = tidy(q)
      if (typed === '') return { items: [] }
      const variables = { beginning: `^${literally(typed)}`, part: typed, take: listLimit }
      return { items: suggestionsOf(await shop.ask(namesLike, variables, context), typed).slice(0, limit) }
    },
  }
}

const nothing: Page = { ids: [], total: 0, facets: [] }

async function resultOf(parts: Parts, asked: Asked, context: CallContext): Promise<Page> {
  const plan = planSearch(asked.q)
  const needsCodes = asked.category !== undefined || (asked.facet ?? []).length > 0
  const codes = needsCodes ? await parts.codes.get(codesKey(context), context) : null
  const base = baseOf(asked, plan, codes)
  if (base === null) return nothing
  const choices = choicesOf(asked.facet ?? [], codes?.valueId ?? new Map())
  const narrowing = narrowedBy(base, choices)
  const counted = countedWithout(choices)
  const [page, ...without] = await Promise.all([
    areMet(choices) ? hitPage(parts, { asked, plan, narrowing }, context) : nothing,
    ...counted.map((choice) => {
      const others = choices.filter((other) => other !== choice)
      return facetsOf(parts, { asked, plan, narrowing: narrowedBy(base, others) }, context)
    }),
  ])
  return { ...page, facets: withOwnCounts(page.facets, counted, without) }
}

type Base = Omit<Narrowing, 'valueIds'>

/** Null where the suite has no such category: then nothing can be found. */
function baseOf(asked: Asked, plan: SearchPlan, codes: SuiteCodes | null): Base | null {
  const collectionId = asked.category === undefined ? undefined : codes?.categoryId.get(asked.category)
  if (asked.category !== undefined && collectionId === undefined) return null
  return {
    ...(collectionId === undefined ? {} : { collectionId }),
    ...(plan.kind === 'suite' ? { term: plan.term } : {}),
  }
}

const narrowedBy = (base: Base, choices: readonly Choice[]): Narrowing => ({
  ...base,
  valueIds: choices.map(({ ids }) => ids),
})

type Planned = Ask & { readonly plan: SearchPlan }

/** Whether the suite's search cannot narrow so, but the adapter has to. */
const isExact = ({ asked, plan }: Planned) =>
  asked.priceMin !== undefined || asked.priceMax !== undefined || plan.kind === 'here'

async function hitPage(parts: Parts, planned: Planned, context: CallContext): Promise<Page> {
  if (isExact(planned)) return exactPage(parts, planned, context)
  if (planned.asked.sort === 'relevance') return suitePage(parts, planned, context)
  return orderedPage(parts, planned, context)
}

/** The facets of hits that are not shown themselves. */
async function facetsOf(parts: Parts, planned: Planned, context: CallContext): Promise<Page['facets']> {
  if (!isExact(planned)) return parts.lists.facets(planned.narrowing, context)
  return (await exactHits(parts, planned, context)).facets
}

type Ask = { readonly asked: Asked; readonly narrowing: Narrowing }

/** The suite's own order and paging. */
async function suitePage({ shop }: Parts, { asked, narrowing }: Ask, context: CallContext): Promise<Page> {
  const skip = (asked.page - 1) * asked.pageSize
  const input = { ...searchInput(narrowing), groupByProduct: true, take: asked.pageSize, skip }
  return pageOf(await shop.ask(searchPage, { input }, context))
}

/**
 * Another order: of the whole list, by the lowest price of the product whichever of its variants were found.
 */
async function orderedPage({ lists }: Parts, { asked, narrowing }: Ask, context: CallContext): Promise<Page> {
  const { hits, facets } = await lists.products(narrowing, context)
  const ids = await orderedIds(lists, { asked, narrowing, hits }, context)
  return { ids, total: hits.length, facets }
}

/**
 * The ids of the page; a text or a facet may find some variants only, so the lowest price comes from the
 * whole list.
 */
async function orderedIds(
  lists: HitLists,
  { asked, narrowing, hits }: Ask & { hits: readonly Hit[] },
  context: CallContext,
): Promise<string[]> {
  const partial = narrowing.term !== undefined || narrowing.valueIds.length > 0
  const whole =
    partial && asked.sort.endsWith('price') ? await lists.products({ valueIds: [] }, context) : null
  const lowest = new Map(whole?.hits.map((hit) => [hit.id, hit.lowest]))
  const ordered = inOrder(hits, asked.sort, (hit) => lowest.get(hit.id) ?? hit.lowest)
  return slicePage(ordered, asked.page, asked.pageSize).map(({ id }) => id)
}

/** What the suite cannot narrow by: prices, and texts that its search misreads. */
async function exactPage(parts: Parts, planned: Planned, context: CallContext): Promise<Page> {
  const { hits, facets } = await exactHits(parts, planned, context)
  const { asked, narrowing } = planned
  const ids = await orderedIds(parts.lists, { asked, narrowing, hits }, context)
  return { ids, total: hits.length, facets }
}

async function exactHits({ lists, codes }: Parts, planned: Planned, context: CallContext) {
  const { asked, plan, narrowing } = planned
  const { priceMin = 0, priceMax = Number.MAX_SAFE_INTEGER } = asked
  const fits = (hit: ExactHit) =>
    hit.prices.some((price) => price >= priceMin && price <= priceMax) &&
    (plan.kind !== 'here' || holds(hit, plan.wanted))
  const { hits: all } = await lists.exact(narrowing, context)
  const hits = all.filter(fits)
  const { valueById } = await codes.get(codesKey(context), context)
  return { hits, facets: countedFacets(hits, valueById) }
}
