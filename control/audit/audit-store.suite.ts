// What every AuditStore must do; run over each implementation.
import { randomUUID } from 'node:crypto'
import type { AuditEntry } from './audit-entry.ts'
import type { AuditStore } from './audit-store.ts'

/** An entry as an operator's act makes it. */
export function anAuditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: randomUUID(),
    at: '2026-11-22T10:00:00.000Z',
    actor: 'anna',
    via: 'session',
    action: 'percentage.set',
    target: 'catalog',
    reason: 'first visitors',
    before: { percent: 0 },
    after: null,
    outcome: 'intended',
    detail: null,
    completedAt: null,
    ...change,
  }
}

const done = { outcome: 'done', after: { percent: 25 }, completedAt: '2026-11-22T10:00:01.000Z' } as const
const all = { limit: 10, target: null, olderThan: null }

/** Registers the rules as tests. */
export function auditStoreRules(create: () => Promise<AuditStore>): void {
  it('gives back what was written', async () => {
    const store = await create()
    const entry = anAuditEntry()
    await store.write(entry)
    expect(await store.read(all)).toEqual([entry])
  })

  it('completes an intended entry', async () => {
    const store = await create()
    const entry = anAuditEntry()
    await store.write(entry)
    await store.write({ ...entry, ...done })
    expect(await store.read(all)).toEqual([{ ...entry, ...done }])
  })

  it('never changes an entry that has an outcome, not even by a late intention', async () => {
    const store = await create()
    const entry = anAuditEntry()
    await store.write({ ...entry, ...done })
    await store.write(entry)
    await store.write({ ...entry, outcome: 'failed', detail: 'rewritten' })
    expect(await store.read(all)).toEqual([{ ...entry, ...done }])
  })

  it('gives the newest first, page by page', async () => {
    const store = await create()
    const entries = [1, 2, 3].map((n) => anAuditEntry({ at: `2026-11-22T10:00:0${n}.000Z` }))
    for (const entry of entries) await store.write(entry)
    const [third, second, first] = entries.toReversed()
    expect(await store.read({ ...all, limit: 2 })).toEqual([third, second])
    expect(await store.read({ ...all, olderThan: second?.id ?? '' })).toEqual([first])
  })

  it('tells entries of one target apart', async () => {
    const store = await create()
    const search = anAuditEntry({ target: 'search' })
    await store.write(anAuditEntry())
    await store.write(search)
    expect(await store.read({ ...all, target: 'search' })).toEqual([search])
  })

  it('has nothing that is older than an entry it does not know', async () => {
    const store = await create()
    await store.write(anAuditEntry())
    expect(await store.read({ ...all, olderThan: randomUUID() })).toEqual([])
  })
}
