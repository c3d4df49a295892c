import type { Capability } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import { type CreateSyncSettings, createSync } from './create-sync.ts'
import type { ImportJob } from './import/import-job.ts'
import { createMemoryImportStore } from './import/import-store.memory.ts'
import { createMemoryImportTarget } from './import/import-target.memory.ts'
import type { ImportTarget } from './import/import-target.ts'
import type { Sync } from './sync.ts'
import { createMemoryFeed, exampleCatalogue, exampleProduct } from './testing/memory-feed.ts'

const forever = new AbortController().signal
const full = { capability: 'catalog', mode: 'full' } as const
const incremental = { capability: 'catalog', mode: 'incremental' } as const

function prepare(more: Partial<CreateSyncSettings> = {}) {
  const catalogue = exampleCatalogue(5)
  const store = createMemoryImportStore()
  const [catalog, search] = [createMemoryImportTarget(), createMemoryImportTarget()]
  let number = 0
  const open = (changed: Partial<CreateSyncSettings> = {}) =>
    createSync({
      store,
      feed: createMemoryFeed(catalogue, true),
      targets: new Map<Capability, ImportTarget>([
        ['catalog', catalog],
        ['search', search],
      ]),
      log: silentLog,
      newId: () => `job-${++number}`,
      pageSize: 2,
      pollMs: 5,
      backOff: { firstMs: 1, longestMs: 2 },
      ...more,
      ...changed,
    })
  return { catalogue, store, catalog, search, open }
}

async function follow(sync: Sync, id: string): Promise<ImportJob[]> {
  const seen: ImportJob[] = []
  for await (const job of sync.progress(id, forever)) seen.push(job)
  return seen
}

async function importAll(sync: Sync, request: Parameters<Sync['startImport']>[0]): Promise<ImportJob> {
  const { job } = await sync.startImport(request)
  const last = (await follow(sync, job.id)).at(-1)
  if (last === undefined) throw new Error('no progress')
  return last
}

describe('sync', () => {
  it('imports each capability into its own target', async () => {
    const { open, catalog, search } = prepare()
    const sync = open()
    expect(sync.importable).toEqual(['catalog', 'search'])
    await importAll(sync, full)
    expect([catalog.products.size, search.products.size]).toEqual([5, 0])
    await importAll(sync, { capability: 'search', mode: 'full' })
    expect(search.products.size).toBe(5)
    await sync.stop()
  })

  it('tells progress: the job as it stands, then every step, to the end', async () => {
    const { open } = prepare()
    const sync = open()
    const { job, started } = await sync.startImport(full)
    expect(started).toBe(true)
    const seen = await follow(sync, job.id)
    expect(seen[0]?.state).toBe('unfinished')
    expect(seen.at(-1)).toMatchObject({ state: 'succeeded', done: 5, total: 5 })
    const done = seen.map((s) => s.done)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(await follow(sync, job.id)).toHaveLength(1)
    await sync.stop()
  })

  it('tells progress of a job that runs elsewhere, and ends when nobody listens', async () => {
    const { open, store } = prepare({ targets: new Map() })
    const { job } = await store.add({ ...(await anyJob()), id: 'elsewhere' })
    const sync = open()
    const listening = new AbortController()
    const seen: number[] = []
    for await (const current of sync.progress(job.id, listening.signal)) {
      seen.push(current.done)
      if (current.done === 2) listening.abort()
      const lease = await store.lease('catalog')
      await lease?.save({ ...current, done: current.done + 1 })
      await lease?.release()
    }
    expect(seen).toEqual([0, 1, 2])
    await sync.stop()
  })

  it('gives the unfinished import instead of starting a second one', async () => {
    const { open, catalog } = prepare()
    const gate = Promise.withResolvers<void>()
    const slow: ImportTarget = { ...catalog, putCategories: () => gate.promise }
    const sync = open({ targets: new Map<Capability, ImportTarget>([['catalog', slow]]) })
    const first = await sync.startImport(full)
    const second = await sync.startImport(incremental)
    expect(second).toMatchObject({ started: false, job: { id: first.job.id } })
    gate.resolve()
    await follow(sync, first.job.id)
    expect((await sync.startImport(full)).started).toBe(true)
    await sync.stop()
  })

  it('reads what changed since the last success, and only that', async () => {
    const { catalogue, open, catalog } = prepare()
    const feedAt = Date.parse('2026-03-01T12:00:00.000Z')
    const sync = open({ now: () => feedAt })
    await importAll(sync, full)
    catalogue.products[3] = exampleProduct('product-3', '2026-03-01T12:00:01.000Z', 'renamed')
    const second = await importAll(sync, incremental)
    expect(second).toMatchObject({ mode: 'incremental', done: 1, total: 1, removed: null })
    expect(catalog.products.get('product-3')?.editions[0]?.content.name).toBe('renamed')
    const third = await importAll(sync, full)
    expect(third).toMatchObject({ mode: 'full', done: 5, removed: 0 })
    await sync.stop()
  })

  it('goes on at its next start with what it left unfinished', async () => {
    const { open, store, catalog } = prepare()
    const entered = Promise.withResolvers<void>()
    const hanging: ImportTarget = {
      ...catalog,
      putProducts: (_g, _p, signal) => {
        entered.resolve()
        return new Promise((_, reject) => signal.addEventListener('abort', reject))
      },
    }
    const killed = open({ targets: new Map<Capability, ImportTarget>([['catalog', hanging]]) })
    const { job } = await killed.startImport(full)
    await entered.promise
    await killed.stop()
    expect((await store.get(job.id))?.state).toBe('unfinished')
    const next = open()
    expect((await follow(next, job.id)).at(-1)).toMatchObject({ state: 'succeeded', done: 5 })
    await next.stop()
  })

  it('takes up what somebody else left when he died', async () => {
    const { open, store, catalog } = prepare({ resumeEveryMs: 5 })
    const sync = open()
    const other = await store.lease('catalog')
    await store.add({ ...(await anyJob()), id: 'left' })
    expect(await sync.resumeUnfinished()).toEqual([])
    await other?.release()
    expect((await follow(sync, 'left')).at(-1)?.state).toBe('succeeded')
    expect(catalog.products.size).toBe(5)
    await sync.stop()
  })

  it('knows no import that was not started, and no capability that it cannot import', async () => {
    const { open } = prepare({ targets: new Map() })
    const sync = open()
    await expect(sync.job('unknown')).rejects.toMatchObject({ code: 'not-found' })
    await expect(sync.startImport(full)).rejects.toMatchObject({ code: 'not-found' })
    await sync.stop()
  })

  it('lists imports, the newest first', async () => {
    const sync = prepare().open()
    const ids = [(await importAll(sync, full)).id, (await importAll(sync, incremental)).id]
    expect((await sync.jobs(10)).map((job) => job.id)).toEqual(ids.reverse())
    expect(await sync.jobs(1)).toHaveLength(1)
    await sync.stop()
  })
})

/** An unfinished import of the catalog. */
async function anyJob(): Promise<ImportJob> {
  const { store, open } = prepare({ targets: new Map<Capability, ImportTarget>([['catalog', never]]) })
  const sync = open()
  const { job } = await sync.startImport(full)
  await sync.stop()
  return (await store.get(job.id)) ?? job
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
const never: ImportTarget = {
  putCategories: (_trees, signal) => untilAborted(signal),
  putProducts: (_generation, _products, signal) => untilAborted(signal),
  sweep: (_generation, signal) => untilAborted(signal),
}
