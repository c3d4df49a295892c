import type { Output } from '#contracts/operations.ts'
import type { Completion, Market, SearchStore } from '../search-store.ts'
import { questionOf } from './hit-query.ts'
import { allOf, type Match } from './search-match.ts'
import { planSearch, type SearchPlan } from './search-plan.ts'

type Suggestion = Output<'suggest'>['items'][number]

type Typed = { readonly q: string; readonly limit: number; readonly market: Market }

/**
 * Completions of what is being typed: categories and products whose name begins with it; while there is room,
 * products with the words anywhere in their name, misspellings corrected.
 */
export async function suggestions(
  store: SearchStore,
  { q, limit, market }: Typed,
  signal: AbortSignal,
): Promise<Suggestion[]> {
  const question = questionOf(q)
  if (question === null || question.words.length === 0) return []
  const text = question.words.join(' ')
  const [categories, products] = await Promise.all([
    store.categoriesFrom(market, { text, limit: categoryRoom(limit) }, signal),
    store.namesFrom(market, { text, limit }, signal),
  ])
  const found = [...labelled('category', categories), ...labelled('product', products)]
  if (found.length >= limit) return found.slice(0, limit)
  const plan = planSearch(await store.evidence(market, question, signal))
  const further = await store.namesWith(market, { match: inNames(plan), limit }, signal)
  const corrected =
    categories.length > 0 ? [] : await correctedCategories(store, { plan, market, limit }, signal)
  return distinct([...found, ...labelled('category', corrected), ...labelled('product', further)]).slice(
    0,
    limit,
  )
}

/** Categories lead, but leave most of the room to products. */
const categoryRoom = (limit: number) => Math.max(1, Math.floor(limit / 3))

type Planned = { readonly plan: SearchPlan; readonly market: Market; readonly limit: number }

async function correctedCategories(store: SearchStore, planned: Planned, signal: AbortSignal) {
  const text = planned.plan.strict[0]?.word
  if (text === undefined) return []
  return store.categoriesFrom(planned.market, { text, limit: categoryRoom(planned.limit) }, signal)
}

/** The plan's demand, made of the name alone. */
function inNames(plan: SearchPlan): Match {
  return allOf(plan.groups.map(inName))
}

function inName(match: Match): Match {
  switch (match.kind) {
    case 'term':
      return { ...match, field: 'name' }
    case 'all':
    case 'one':
      return { ...match, of: match.of.map(inName) }
    case 'sku':
    case 'category':
      return match
  }
}

function labelled(kind: Suggestion['kind'], completions: readonly Completion[]): Suggestion[] {
  return completions.map(({ text, slug }) => ({ text, kind, slug }))
}

function distinct(items: readonly Suggestion[]): Suggestion[] {
  return [
    ...new Map(items.toReversed().map((item) => [`${item.kind} ${item.slug}`, item])).values(),
  ].reverse()
}
