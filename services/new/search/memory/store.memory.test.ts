import { searchImportRules } from '../search-import.suite.ts'
import { searchStoreRules } from '../search-store.suite.ts'
import { createMemorySearchStore } from './store.memory.ts'

const create = async () => ({ store: createMemorySearchStore(), close: async () => undefined })

describe('search in memory', () => searchStoreRules(create))
describe('an import into search in memory', () => searchImportRules(create))
