import { createMemoryImportStore } from './import-store.memory.ts'
import { importStoreRules } from './import-store.suite.ts'

describe('the store of imports in memory', () => {
  importStoreRules(async () => createMemoryImportStore())

  it('tells those who lose their right', async () => {
    const store = createMemoryImportStore()
    const lease = await store.lease('catalog')
    store.loseLeases()
    expect(lease?.lost.aborted).toBe(true)
    expect(await store.lease('catalog')).not.toBeNull()
  })
})
