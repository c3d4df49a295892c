import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'
import { silentLog } from '#contracts/process/log.ts'
import type { AuditEntry } from './audit-entry.ts'
import { type AuditSpool, openAuditSpool } from './audit-spool.ts'
import { createMemoryAuditStore } from './audit-store.memory.ts'
import type { AuditStore } from './audit-store.ts'
import { createAuditTrail, type Intent } from './audit-trail.ts'

let folder: string
let spool: AuditSpool
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-trail-'))
  spool = await openAuditSpool(join(folder, 'audit.jsonl'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const intent: Intent = {
  actor: 'anna',
  via: 'session',
  action: 'percentage.set',
  target: 'catalog',
  reason: 'first visitors',
  before: { percent: 0 },
  withoutStore: 'refuse',
}
const kill: Intent = { ...intent, action: 'journey.killed', withoutStore: 'go-on' }
const all = { limit: 10, target: null, olderThan: null }
const away: AuditStore = {
  write: () => Promise.reject(new BanyanError('unavailable')),
  read: () => Promise.reject(new BanyanError('unavailable')),
}
const trailOver = (store: AuditStore) => createAuditTrail({ store, spool, log: silentLog, patienceMs: 20 })

describe('the audit trail', () => {
  it('has the intention in the store before the act begins', async () => {
    const store = createMemoryAuditStore()
    let seen: readonly AuditEntry[] = []
    await trailOver(store).record(intent, async () => {
      seen = await store.read(all)
      return { result: null, after: null }
    })
    expect(seen).toMatchObject([{ actor: 'anna', outcome: 'intended', before: { percent: 0 } }])
  })

  it('completes the entry with what the act changed', async () => {
    const store = createMemoryAuditStore()
    const result = await trailOver(store).record(intent, async () => ({
      result: 'flipped',
      after: { percent: 25 },
    }))
    expect(result).toBe('flipped')
    expect(await store.read(all)).toMatchObject([{ outcome: 'done', after: { percent: 25 }, detail: null }])
  })

  it.each([
    ['refused', new BanyanError('precondition-failed', { detail: 'somebody was faster' })],
    ['failed', new BanyanError('unavailable', { detail: 'the flag server is away' })],
    ['failed', new Error('a fault of ours')],
  ])('writes down an act that was %s and why', async (outcome, error) => {
    const store = createMemoryAuditStore()
    await expect(trailOver(store).record(intent, () => Promise.reject(error))).rejects.toBe(error)
    const [entry] = await store.read(all)
    expect(entry).toMatchObject({ outcome, after: null })
    expect(entry?.detail).toContain(error instanceof BanyanError ? error.message : 'internal')
    expect(entry?.detail).not.toContain('a fault of ours')
  })

  it('refuses an act when the store is away, and does not begin it', async () => {
    let begun = false
    const act = trailOver(away).record(intent, async () => {
      begun = true
      return { result: null, after: null }
    })
    await expect(act).rejects.toMatchObject({ code: 'unavailable' })
    expect(begun).toBe(false)
  })

  it('lets a kill go on without the store, its entry on disk until the store is back', async () => {
    await trailOver(away).record(kill, async () => ({ result: null, after: { enabled: false } }))
    expect(spool.waiting()).toBe(2)
    const store = createMemoryAuditStore()
    const back = trailOver(store)
    await back.catchUp()
    expect(back.waiting()).toBe(0)
    expect(await store.read(all)).toMatchObject([{ action: 'journey.killed', outcome: 'done' }])
  })

  it('does not let a kill wait for a store that hangs', async () => {
    const hanging: AuditStore = { ...away, write: () => new Promise(() => undefined) }
    await trailOver(hanging).record(kill, async () => ({ result: null, after: null }))
    expect(spool.waiting()).toBe(2)
  })

  it('lets a kill go on when the disk fails too', async () => {
    spool = { ...spool, add: () => Promise.reject(new Error('disk full')) }
    const result = await trailOver(away).record(kill, async () => ({ result: 'killed', after: null }))
    expect(result).toBe('killed')
  })
})
