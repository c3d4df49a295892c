import type { AuditEntry } from './audit-entry.ts'
import type { AuditStore } from './audit-store.ts'

/** Keeps the trail in memory: for tests. */
export function createMemoryAuditStore(): AuditStore {
  const entries = new Map<string, AuditEntry>()
  return {
    write: async (entry) => {
      const known = entries.get(entry.id)
      if (known === undefined || known.outcome === 'intended') entries.set(entry.id, structuredClone(entry))
    },
    read: async ({ limit, target, olderThan }) => {
      const sorted = [...entries.values()].sort(newestFirst)
      const at = sorted.findIndex((entry) => entry.id === olderThan)
      const start = olderThan === null ? 0 : at === -1 ? sorted.length : at + 1
      return sorted
        .slice(start)
        .filter((entry) => target === null || entry.target === target)
        .slice(0, limit)
    },
  }
}

function newestFirst(a: AuditEntry, b: AuditEntry): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  return a.id < b.id ? 1 : -1
}
