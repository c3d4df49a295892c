// The catalogue's port: where answers are kept and read from.
import type { ShopperContext } from '#contracts/call-context.ts'
import type { Input, Output } from '#contracts/operations.ts'
import type { JsonText } from '../kit/json-text.ts'
import type { CatalogueSink } from '../kit/service.ts'

/** What an answer depends on. */
export type Market = Pick<ShopperContext, 'channel' | 'currency' | 'locale'>

export type Paging = Pick<Input<'listProducts'>, 'page' | 'pageSize' | 'sort'> & {
  /** Slug; null for all products. */
  readonly category: string | null
}

export type ProductPage = {
  /** `ProductSummary` each, in order. */
  readonly items: readonly JsonText<Output<'listProducts'>['items'][number]>[]
  readonly total: number
}

/**
 * Reads run any number at a time and honour the signal. Null means that there is no such thing. Every read
 * rejects with `unavailable` when nothing was imported for the market: an empty answer would look like an
 * empty shop.
 */
export interface CatalogStore extends CatalogueSink {
  tree(market: Market, signal: AbortSignal): Promise<JsonText<Output<'listCategories'>>>
  category(market: Market, slug: string, signal: AbortSignal): Promise<JsonText<Output<'getCategory'>> | null>
  product(
    market: Market,
    key: Pick<Input<'getProduct'>, 'by' | 'key'>,
    signal: AbortSignal,
  ): Promise<JsonText<Output<'getProduct'>> | null>
  /** Null for an unknown category; one without products has an empty page. */
  page(market: Market, paging: Paging, signal: AbortSignal): Promise<ProductPage | null>
}
