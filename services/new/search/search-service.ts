import type { Database } from '../kit/database.ts'
import type { Service } from '../kit/service.ts'
import { createPostgresSearchStore } from './postgres/store.postgres.ts'
import { searchAnswerers } from './search-answerers.ts'

/** The rebuilt search on PostgreSQL. */
export function createSearchService(database: Database): Service<'search'> {
  const store = createPostgresSearchStore(database)
  return { capability: 'search', answerers: searchAnswerers(store), sink: store }
}
