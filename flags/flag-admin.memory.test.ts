import { createMemoryFlagAdmin } from './flag-admin.memory.ts'
import { flagAdminSuite } from './flag-admin.suite.ts'
import { createMemoryFlagSource } from './flag-source.memory.ts'

flagAdminSuite('memory', { keepsActs: true }, async () => {
  const source = createMemoryFlagSource()
  return { admin: createMemoryFlagAdmin(source), close: () => source.close() }
})
