import { catalogStoreRules } from './catalog-store.suite.ts'
import { createMemoryCatalogStore } from './store.memory.ts'

describe('the catalogue in memory', () => {
  catalogStoreRules(async () => ({ store: createMemoryCatalogStore(), close: async () => undefined }))
})
