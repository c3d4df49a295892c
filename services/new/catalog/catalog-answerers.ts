import type { CallContext } from '#contracts/call-context.ts'
import { BanyanError } from '#contracts/errors.ts'
import { storedText } from '../kit/json-text.ts'
import type { Answerers } from '../kit/service.ts'
import type { CatalogStore } from './catalog-store.ts'

/** The catalogue's operations, each one read of the store. */
export function catalogAnswerers(store: CatalogStore): Answerers<'catalog'> {
  return {
    listCategories: (_input, context) => store.tree(context, context.signal),
    getCategory: async ({ slug }, context) =>
      found(await store.category(context, slug, context.signal), context),
    getProduct: async (key, context) => found(await store.product(context, key, context.signal), context),
    listProducts: async (input, context) => {
      const { category = null, page, pageSize, sort } = input
      const { items, total } = found(
        await store.page(context, { category, page, pageSize, sort }, context.signal),
        context,
      )
      return storedText(
        `{"items":[${items.join(',')}],"page":${page},"pageSize":${pageSize},"total":${total}}`,
      )
    },
  }
}

function found<T>(thing: T | null, { channel }: CallContext): T {
  if (thing === null) throw new BanyanError('not-found', { detail: `Channel ${channel} has no such thing` })
  return thing
}
