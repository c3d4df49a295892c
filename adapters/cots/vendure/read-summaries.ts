import type { CallContext } from '#contracts/call-context.ts'
import type { Output } from '#contracts/operations.ts'
import { inner, key, list } from '../shared/reading.ts'
import { summaryOf, type View } from './catalog.map.ts'
import { summaries } from './queries.ts'
import type { ShopApi } from './shop-api.ts'

/** What lists show of some products, in their order, as they are now; one that has just gone is left out. */
export async function readSummaries(
  shop: ShopApi,
  ids: readonly string[],
  { context, baseUrl }: { context: CallContext; baseUrl: string },
): Promise<Output<'listProducts'>['items']> {
  if (ids.length === 0) return []
  const view: View = { currency: context.currency, baseUrl }
  const data = await shop.ask(summaries, { ids, take: ids.length }, context)
  const found = list(inner(data, 'products', ''), 'items', '/products', (product, at) => ({
    id: key(product, 'id', at),
    summary: summaryOf(product, at, view),
  }))
  const byId = new Map(found.map(({ id, summary }) => [id, summary]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
