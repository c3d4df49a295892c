import type { Database } from '../kit/database.ts'
import type { Service } from '../kit/service.ts'
import { catalogAnswerers } from './catalog-answerers.ts'
import { createPostgresCatalogStore } from './store.postgres.ts'

/** The rebuilt catalogue on PostgreSQL. */
export function createCatalogService(database: Database): Service<'catalog'> {
  const store = createPostgresCatalogStore(database)
  return { capability: 'catalog', answerers: catalogAnswerers(store), sink: store }
}
