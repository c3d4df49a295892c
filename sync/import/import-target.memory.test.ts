import { createMemoryImportTarget } from './import-target.memory.ts'
import { importTargetRules } from './import-target.suite.ts'

describe('the target in memory', () => {
  importTargetRules(async () => {
    const target = createMemoryImportTarget()
    const names = async () =>
      new Map([...target.products].map(([slug, record]) => [slug, record.editions[0]?.content.name ?? '']))
    return { target, names, destroy: async () => undefined }
  })
})
