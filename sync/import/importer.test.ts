import { BanyanError } from '#contracts/errors.ts'
import type { Capability } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createMemoryFeed, exampleCatalogue, exampleProduct } from '../testing/memory-feed.ts'
import { createMortal, type Moment } from '../testing/mortal.ts'
import type { ImportJob } from './import-job.ts'
import { createMemoryImportStore } from './import-store.memory.ts'
import { createMemoryImportTarget } from './import-target.memory.ts'
import type { ImportTarget } from './import-target.ts'
import { createImporter, type ImporterSettings } from './importer.ts'
import { mostFailures, newJob } from './next-step.ts'

const backOff = { firstMs: 1, longestMs: 2 }
const signal = new AbortController().signal

async function prepare(products = 7) {
  const catalogue = exampleCatalogue(products)
  const store = createMemoryImportStore()
  const target = createMemoryImportTarget()
  await target.putProducts(
    'earlier',
    [exampleProduct('gone'), exampleProduct('product-1', '', 'old name')],
    signal,
  )
  const facts = { id: 'job', nowMs: Date.now(), feedIsIncremental: false, lastSucceeded: null }
  await store.add(newJob({ capability: 'catalog', mode: 'full' }, facts))
  return { catalogue, store, target, feed: createMemoryFeed(catalogue) }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

const targetsOf = (target: ImportTarget) => new Map<Capability, ImportTarget>([['catalog', target]])

function importer(
  parts: Pick<ImporterSettings, 'store' | 'feed' | 'targets'>,
  more: Partial<ImporterSettings> = {},
) {
  return createImporter({ ...parts, log: silentLog, pageSize: 2, backOff, ...more })
}

async function finish({ store, feed, target }: Prepared, more: Partial<ImporterSettings> = {}) {
  const finishing = importer({ store, feed, targets: targetsOf(target) }, more)
  await finishing.takeUp('catalog')
  await finishing.idle()
}

function expectImported({ catalogue, target }: Prepared): void {
  expect([...target.products.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1))).toEqual(catalogue.products)
  expect(target.trees()).toEqual(catalogue.trees)
}

describe('an import', () => {
  it('writes everything and removes what is gone', async () => {
    const prepared = await prepare()
    const steps: ImportJob[] = []
    await finish(prepared, { onStep: (job) => steps.push(job) })
    expectImported(prepared)
    expect(steps.map((job) => [job.phase, job.done, job.state])).toEqual([
      ['products', 0, 'unfinished'],
      ['products', 2, 'unfinished'],
      ['products', 4, 'unfinished'],
      ['products', 6, 'unfinished'],
      ['sweep', 7, 'unfinished'],
      ['done', 7, 'succeeded'],
    ])
    expect(await prepared.store.get('job')).toMatchObject({ state: 'succeeded', total: 7, removed: 1 })
  })

  it('leaves its right to the next one', async () => {
    const prepared = await prepare()
    await finish(prepared)
    expect(await prepared.store.lease('catalog')).not.toBeNull()
  })

  it('is worked on by one at a time', async () => {
    const prepared = await prepare()
    const workers = [1, 2, 3].map(() => importer({ ...prepared, targets: targetsOf(prepared.target) }))
    const taken = await Promise.all(workers.map((worker) => worker.takeUp('catalog')))
    await Promise.all(workers.map((worker) => worker.idle()))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expectImported(prepared)
  })

  it('does nothing where there is nothing to do', async () => {
    const { store, feed, target } = await prepare()
    expect(await importer({ store, feed, targets: targetsOf(target) }).takeUp('search')).toBe(false)
  })
})

describe('an import whose process is killed', () => {
  const kills = (['before', 'after'] as const satisfies Moment[]).flatMap((moment) =>
    Array.from({ length: 18 }, (_, i) => [moment, i + 1] as const),
  )

  it.each(kills)('%s its effect no. %i ends alike when it is gone on with', async (moment, nth) => {
    const prepared = await prepare()
    const { store, feed, target } = prepared
    const mortal = createMortal(nth, moment)
    const doomed = importer({
      store: mortal.store(store),
      feed: mortal.feed(feed),
      targets: targetsOf(mortal.target(target)),
    })
    void doomed.takeUp('catalog')
    await mortal.died
    store.loseLeases()
    await finish(prepared)
    expectImported(prepared)
    expect(await store.get('job')).toMatchObject({ state: 'succeeded', done: 7, total: 7 })
  })

  it('has no more effects than those', async () => {
    const prepared = await prepare()
    const mortal = createMortal(kills.length / 2 + 1, 'before')
    await finish({
      ...prepared,
      store: { ...prepared.store, ...mortal.store(prepared.store) },
      feed: mortal.feed(prepared.feed),
      target: { ...prepared.target, ...mortal.target(prepared.target) },
    })
    expect(mortal.isDead()).toBe(false)
  })

  it('does not begin again at the beginning', async () => {
    const prepared = await prepare()
    const mortal = createMortal(14, 'after')
    const doomed = importer({
      store: mortal.store(prepared.store),
      feed: prepared.feed,
      targets: targetsOf(mortal.target(prepared.target)),
    })
    void doomed.takeUp('catalog')
    await Promise.race([mortal.died, doomed.idle()])
    prepared.store.loseLeases()
    const cursors: (string | null)[] = []
    const feed = {
      ...prepared.feed,
      readProducts: (...args: Parameters<typeof prepared.feed.readProducts>) => {
        cursors.push(args[0].cursor)
        return prepared.feed.readProducts(...args)
      },
    }
    await finish({ ...prepared, feed })
    expect(cursors).not.toContain(null)
  })
})

describe('an import whose sides fail', () => {
  function failing(prepared: Prepared, times: number, error: BanyanError): Prepared {
    let left = times
    const fail = async <T>(act: () => Promise<T>): Promise<T> => {
      if (left-- > 0) throw error
      return act()
    }
    const { feed, target } = prepared
    return {
      ...prepared,
      feed: { ...feed, readProducts: (...args) => fail(() => feed.readProducts(...args)) },
      target: {
        ...target,
        putCategories: (...args) => fail(() => target.putCategories(...args)),
        putProducts: (...args) => fail(() => target.putProducts(...args)),
        sweep: (...args) => fail(() => target.sweep(...args)),
      },
    }
  }

  it('tries again until they are back, and says meanwhile what is wrong', async () => {
    const prepared = await prepare()
    const errors: (string | undefined)[] = []
    const error = new BanyanError('upstream-unreachable', { detail: 'nobody there' })
    await finish(failing(prepared, 5, error), { onStep: (job) => errors.push(job.error?.detail) })
    expect(errors.filter((detail) => detail === 'nobody there').length).toBeGreaterThan(0)
    expect(errors.at(-1)).toBeUndefined()
    expectImported(prepared)
  })

  it('gives up at once where trying again cannot help, and removes nothing', async () => {
    const prepared = await prepare()
    await finish(failing(prepared, 1, new BanyanError('unauthenticated')))
    expect(await prepared.store.get('job')).toMatchObject({
      state: 'failed',
      error: { code: 'unauthenticated' },
    })
    expect(prepared.target.products.has('gone')).toBe(true)
  })

  it('gives up after long', async () => {
    const prepared = await prepare()
    await finish(failing(prepared, 1_000, new BanyanError('unavailable')))
    expect(await prepared.store.get('job')).toMatchObject({ state: 'failed', failures: mostFailures })
  })

  it('takes a step that never ends for a failure', async () => {
    const prepared = await prepare()
    let hang = true
    const { target } = prepared
    const putCategories: ImportTarget['putCategories'] = async (trees, stepSignal) => {
      if (!hang) return target.putCategories(trees, stepSignal)
      hang = false
      await new Promise((_, reject) => stepSignal.addEventListener('abort', reject))
    }
    const codes: (string | undefined)[] = []
    await finish(
      { ...prepared, target: { ...target, putCategories } },
      { stepWithinMs: 20, onStep: (job) => codes.push(job.error?.code) },
    )
    expect(codes[0]).toBe('deadline-exceeded')
    expectImported(prepared)
  })

  it('removes nothing when the suite suddenly has no products', async () => {
    const prepared = await prepare()
    prepared.catalogue.products = []
    await finish(prepared)
    expect(await prepared.store.get('job')).toMatchObject({ state: 'failed', removed: null })
    expect(prepared.target.products.has('gone')).toBe(true)
  })

  it('stops between two steps, and leaves the job to the next start', async () => {
    const prepared = await prepare()
    const { store, feed, target } = prepared
    const stopped = importer(
      { store, feed, targets: targetsOf(target) },
      { onStep: () => void stopped.stop() },
    )
    await stopped.takeUp('catalog')
    await stopped.idle()
    expect(await store.get('job')).toMatchObject({ state: 'unfinished', phase: 'products', done: 0 })
    expect(await stopped.takeUp('catalog')).toBe(false)
    await finish(prepared)
    expectImported(prepared)
  })

  it('stops in the middle of a step that hangs', async () => {
    const prepared = await prepare()
    const entered = Promise.withResolvers<void>()
    const putCategories: ImportTarget['putCategories'] = (_, stepSignal) => {
      entered.resolve()
      return new Promise((_resolve, reject) => stepSignal.addEventListener('abort', reject))
    }
    const target = { ...prepared.target, putCategories }
    const stopped = importer({ ...prepared, targets: targetsOf(target) })
    await stopped.takeUp('catalog')
    await entered.promise
    await stopped.stop()
    expect(await prepared.store.get('job')).toMatchObject({ state: 'unfinished', failures: 0 })
  })
})
