import { auditStoreRules } from '../testing/audit-store-rules.ts'
import { createMemoryAuditStore } from './audit-store.memory.ts'

describe('the audit trail in memory', () => {
  auditStoreRules(async () => createMemoryAuditStore())
})
