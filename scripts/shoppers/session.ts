// One shopper's visit as a plan: what is asked next, given what was answered. Pure: no clock, no network.
import type { OperationId, Output } from '#contracts/operations.ts'
import type { Random } from './random.ts'
import type { Parameters } from './request-target.ts'
import { keystrokes, misspelt, searchText } from './typing.ts'

export type Ask = { readonly kind: 'ask'; readonly operation: OperationId; readonly parameters: Parameters }
export type Think = { readonly kind: 'think'; readonly ms: number }
export type Step = Ask | Think

/** Yields steps; is given the answer to each ask, null where there was none that could be used. */
export type Session<Result = void> = Generator<Step, Result, unknown>

type Summary = Output<'listProducts'>['items'][number]

function* ask<Id extends OperationId>(operation: Id, parameters: Parameters): Session<Output<Id> | null> {
  return (yield { kind: 'ask', operation, parameters }) as Output<Id> | null
}

function* think(random: Random, meanMs: number): Session {
  yield { kind: 'think', ms: Math.round(random.exponential(meanMs)) }
}

function choose<T>(items: readonly T[], random: Random): T | undefined {
  return items[random.popular(items.length)]
}

/** A whole visit: arrive, perhaps leave at once, browse or search a few times, leave. */
export function* session(random: Random): Session {
  const categories = (yield* ask('listCategories', {}))?.items ?? []
  const offered = (yield* ask('listProducts', { pageSize: 12 }))?.items ?? []
  if (random.chance(0.18)) return
  const rounds = 1 + random.integer(3)
  for (let round = 0; round < rounds; round++) {
    yield* think(random, 2_500)
    const wanted = choose(offered, random)
    if (wanted && random.chance(0.45)) yield* search(wanted.name, random)
    else yield* browse(choose(categories, random)?.slug, random)
  }
}

function* browse(category: string | undefined, random: Random): Session {
  if (category !== undefined) yield* ask('getCategory', { slug: category })
  const sort = random.chance(0.25) ? choose(['price', '-price', '-name'], random) : undefined
  const list = { category, sort }
  const first = yield* ask('listProducts', list)
  yield* look(first?.items ?? [], random)
  if (first && first.total > first.pageSize && random.chance(0.4)) {
    yield* think(random, 1_500)
    const second = yield* ask('listProducts', { ...list, page: 2 })
    yield* look(second?.items ?? [], random)
  }
}

function* search(productName: string, random: Random): Session {
  const meant = searchText(productName, random)
  const typed = random.chance(0.2) ? misspelt(meant, random) : meant
  let suggestions: Output<'suggest'>['items'] = []
  for (const text of keystrokes(typed)) {
    suggestions = (yield* ask('suggest', { q: text }))?.items ?? []
    yield* think(random, 250)
  }
  const suggested = choose(suggestions, random)
  if (suggested && random.chance(0.3)) {
    if (suggested.kind === 'product') yield* product({ key: suggested.slug }, random)
    else yield* browse(suggested.slug, random)
    return
  }
  let q = typed
  let found = yield* ask('searchProducts', { q })
  if (found?.total === 0 && q !== meant) {
    yield* think(random, 2_000)
    q = meant
    found = yield* ask('searchProducts', { q })
  }
  if (found && random.chance(0.4)) found = yield* narrow(q, found, random)
  yield* look(found?.items ?? [], random)
}

function* narrow(
  q: string,
  found: Output<'searchProducts'>,
  random: Random,
): Session<Output<'searchProducts'> | null> {
  const facet = choose(found.facets, random)
  const value = facet && choose(facet.values, random)
  if (!facet || !value) return found
  yield* think(random, 2_000)
  const sort = random.chance(0.3) ? 'price' : undefined
  return yield* ask('searchProducts', { q, facet: [`${facet.code}:${value.code}`], sort })
}

/** Opens none, one or a few of the products on a page. */
function* look(items: readonly Summary[], random: Random): Session {
  const count = Math.min(items.length, random.integer(4))
  for (let i = 0; i < count; i++) {
    yield* think(random, 1_200)
    const item = choose(items, random)
    if (item) yield* product({ key: item.slug }, random)
  }
}

function* product(parameters: Parameters, random: Random): Session {
  const shown = yield* ask('getProduct', parameters)
  yield* think(random, 4_000)
  const variant = shown && choose(shown.variants, random)
  // As a kiosk does that scans a shelf label.
  if (variant && random.chance(0.1)) yield* ask('getProduct', { key: variant.sku, by: 'sku' })
}
