import type { CallContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import type { Handlers, Output } from '#contracts/operations.ts'
import { inner, list } from '../shared/reading.ts'
import { byCodeUnits, categoryOf, productOf, treeOf } from './catalog.map.ts'
import type { HitLists } from './hit-lists.ts'
import { inOrder, slicePage } from './hit-order.ts'
import { everyPage } from './paged.ts'
import { collectionBySlug, productById, productBySlug, variantHits } from './queries.ts'
import { readSummaries } from './read-summaries.ts'
import { exactHitsOf, totalOf } from './search.map.ts'
import { planSearch } from './search-plan.ts'
import type { SharedReads } from './shared-reads.ts'
import type { ShopApi } from './shop-api.ts'
import { codesKey, readCollections, type SuiteCodes } from './suite-codes.ts'

/** What the operations of Vendure are made of. */
export type Parts = {
  readonly shop: ShopApi
  readonly codes: SharedReads<SuiteCodes>
  readonly lists: HitLists
  readonly baseUrl: string
}

/**
 * The catalogue over the shop API. Calls to the suite: listCategories 1 (per 100 categories), getCategory 1,
 * getProduct 1 by slug and 2 by SKU, listProducts 1 and, when the order is not kept, 1 per 5,000 products of
 * the list.
 */
export function catalogOperations(parts: Parts): Handlers<'catalog'> {
  const { shop, codes, lists, baseUrl } = parts
  return {
    listCategories: async (_input, context) => treeOf(await readCollections(shop, context, baseUrl)),
    async getCategory({ slug }, context) {
      const data = await shop.ask(collectionBySlug, { slug }, context)
      return found(data.collection === null ? null : categoryOf(inner(data, 'collection', ''), { baseUrl }))
    },
    async getProduct({ key, by }, context) {
      if (by === 'slug')
        return readProduct(parts, { query: productBySlug, variables: { slug: key } }, context)
      const id = found(await productIdOf(parts, key, context))
      return readProduct(parts, { query: productById, variables: { id } }, context)
    },
    async listProducts({ category, sort, page, pageSize }, context) {
      const collectionId = category === undefined ? null : found(await categoryId(codes, category, context))
      const narrowing = { valueIds: [], ...(collectionId === null ? {} : { collectionId }) }
      const { hits } = await lists.products(narrowing, context)
      const ids = slicePage(inOrder(hits, sort), page, pageSize).map(({ id }) => id)
      return {
        items: await readSummaries(shop, ids, { context, baseUrl }),
        page,
        pageSize,
        total: hits.length,
      }
    },
  }
}

/** Vendure's id of a category; null where there is none. */
export async function categoryId(
  codes: SharedReads<SuiteCodes>,
  slug: string,
  context: CallContext,
): Promise<string | null> {
  const { categoryId: ids } = await codes.get(codesKey(context), context)
  return ids.get(slug) ?? null
}

type Asked = { readonly query: string; readonly variables: { readonly [name: string]: string } }

async function readProduct(
  { shop, baseUrl }: Parts,
  { query, variables }: Asked,
  context: CallContext,
): Promise<Output<'getProduct'>> {
  const data = await shop.ask(query, variables, context)
  const view = { currency: context.currency, baseUrl }
  return found(data.product === null ? null : productOf(inner(data, 'product', ''), '/product', view))
}

const skuPage = 1_000

/** The shop API finds no product by SKU; its search finds what holds the text in a SKU, among others. */
async function productIdOf(
  { shop, lists }: Parts,
  sku: string,
  context: CallContext,
): Promise<string | null> {
  const plan = planSearch(sku)
  const hits =
    plan.kind === 'suite'
      ? exactHitsOf(
          await everyPage(
            (skip) => shop.ask(variantHits, { input: { term: plan.term, take: skuPage, skip } }, context),
            (page) => ({
              items: list(inner(page, 'search', ''), 'items', '', () => null).length,
              total: totalOf(page),
            }),
          ),
        )
      : (await lists.exact({ valueIds: [] }, context)).hits
  const owners = hits.filter((hit) => hit.skus.includes(sku)).sort((a, b) => byCodeUnits(a.slug, b.slug))
  return owners[0]?.id ?? null
}

function found<T>(thing: T | null): T {
  if (thing === null) throw new BanyanError('not-found')
  return thing
}
