import { createMemoryAuditStore } from './audit-store.memory.ts'
import { auditStoreRules } from './audit-store.suite.ts'

describe('the audit trail in memory', () => {
  auditStoreRules(async () => createMemoryAuditStore())
})
