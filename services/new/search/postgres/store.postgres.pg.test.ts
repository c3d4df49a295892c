import { createTemplate, createTestDatabase } from '#scripts/testing/test-database.ts'
import { openServiceDatabase } from '../../kit/fixtures/service-database.ts'
import { searchImportRules } from '../search-import.suite.ts'
import { searchStoreRules } from '../search-store.suite.ts'
import { createPostgresSearchStore } from './store.postgres.ts'

let template: string
beforeAll(async () => {
  template = await createTemplate(async (url) => (await openServiceDatabase(url, 'search')).close())
})

const create = async () => {
  const { url, drop } = await createTestDatabase(template)
  const database = await openServiceDatabase(url, 'search')
  return {
    store: createPostgresSearchStore(database),
    close: async () => {
      await database.close()
      await drop()
    },
  }
}

describe('search in PostgreSQL', () => searchStoreRules(create))
describe('an import into search in PostgreSQL', () => searchImportRules(create))
