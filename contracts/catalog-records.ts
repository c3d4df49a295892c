// The catalogue as it travels from a suite's feed into rebuilt services: whole contract answers, one per
// market.
import type { Output } from './operations.ts'

/** One answer as one market's channel × currency × locale sees it. */
export type Edition<Content> = {
  readonly channel: string
  readonly currency: string
  readonly locale: string
  readonly content: Content
}

/** One product with everything that a rebuilt side needs to serve it in every market. */
export type ProductRecord = {
  readonly slug: string
  /** RFC 3339; the suite's own time of the last change. */
  readonly updatedAt: string
  readonly editions: readonly Edition<Output<'getProduct'>>[]
}

/** The category tree as one channel and locale sees it. */
export type CategoryTree = {
  readonly channel: string
  readonly locale: string
  readonly tree: Output<'listCategories'>
}
