// What every store of imports promises; run over each implementation.
import type { Capability } from '#contracts/operations.ts'
import type { ImportJob } from './import-job.ts'
import type { ImportStore } from './import-store.ts'
import { newJob } from './next-step.ts'

let number = 0

function job(capability: Capability, change: Partial<ImportJob> = {}): ImportJob {
  const nowMs = Date.parse('2026-03-01T12:00:00.000Z') + ++number * 1_000
  const facts = { id: `job-${number}`, nowMs, feedIsIncremental: false, lastSucceeded: null }
  return { ...newJob({ capability, mode: 'full' }, facts), ...change }
}

/** @param create makes an empty store */
export function importStoreRules(create: () => Promise<ImportStore>): void {
  let store: ImportStore

  beforeEach(async () => {
    store = await create()
  })

  afterEach(() => store.close())

  async function finish(finished: ImportJob, change: Partial<ImportJob>): Promise<void> {
    const lease = await store.lease(finished.capability)
    await lease?.save({ ...finished, ...change })
    await lease?.release()
  }

  it('gives back what was added, and null for what was not', async () => {
    const full = job('catalog', {
      cursor: 'ců/1',
      total: 7,
      changedSince: '2026-03-01T11:00:00.000Z',
      error: { code: 'unavailable', detail: 'away' },
      failures: 2,
    })
    expect(await store.add(full)).toEqual({ job: full, added: true })
    expect(await store.get(full.id)).toEqual(full)
    expect(await store.get('unknown')).toBeNull()
  })

  it('has one unfinished import of each capability, also when many are added at once', async () => {
    const jobs = Array.from({ length: 10 }, () => job('catalog'))
    const added = await Promise.all(jobs.map((j) => store.add(j)))
    expect(added.filter((a) => a.added)).toHaveLength(1)
    expect(new Set(added.map((a) => a.job.id)).size).toBe(1)
    expect((await store.add(job('search'))).added).toBe(true)
    expect(await store.unfinished()).toHaveLength(2)
  })

  it('takes the next import when the one before is final', async () => {
    const first = job('catalog')
    await store.add(first)
    await finish(first, { state: 'failed' })
    expect((await store.add(job('catalog'))).added).toBe(true)
  })

  it('lists the newest first', async () => {
    const [first, second, third] = [job('catalog'), job('search'), job('catalog')]
    await store.add(first)
    await store.add(second)
    await finish(first, { state: 'succeeded' })
    await store.add(third)
    expect((await store.latest(2)).map((j) => j.id)).toEqual([third.id, second.id])
  })

  it('knows the last success of each capability', async () => {
    expect(await store.lastSucceeded('catalog')).toBeNull()
    for (const state of ['succeeded', 'succeeded', 'failed'] as const) {
      const next = job('catalog')
      await store.add(next)
      await finish(next, { state })
    }
    expect((await store.lastSucceeded('catalog'))?.id).toBe((await store.latest(2))[1]?.id)
    expect(await store.lastSucceeded('search')).toBeNull()
  })

  it('lets one at a time work on a capability', async () => {
    const lease = await store.lease('catalog')
    expect(lease).not.toBeNull()
    expect(await store.lease('catalog')).toBeNull()
    const other = await store.lease('search')
    expect(other).not.toBeNull()
    await lease?.release()
    const next = await store.lease('catalog')
    expect(next).not.toBeNull()
    await Promise.all([next?.release(), other?.release()])
  })

  it('refuses what somebody writes who no longer has the right', async () => {
    const working = job('catalog')
    await store.add(working)
    const lease = await store.lease('catalog')
    await lease?.save({ ...working, done: 5 })
    await lease?.release()
    await expect(lease?.save({ ...working, done: 9 })).rejects.toMatchObject({ code: 'unavailable' })
    expect((await store.get(working.id))?.done).toBe(5)
  })

  it('never changes an import that is final', async () => {
    const done = job('catalog')
    await store.add(done)
    await finish(done, { state: 'succeeded', done: 5 })
    await finish(done, { state: 'unfinished', done: 9 })
    expect(await store.get(done.id)).toMatchObject({ state: 'succeeded', done: 5 })
  })
}
