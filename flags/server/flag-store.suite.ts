// What every store of the embedded flag server holds.
import type { Change, FlagStore } from './flag-store.ts'
import { journeyFeatures } from './journey-features.ts'

const act = { actor: 'ann', reason: 'a test' }
const catalog = 'banyan.catalog'

/** The shared behaviour, run over one implementation; each test gets an empty store. */
export function flagStoreSuite(name: string, open: () => Promise<FlagStore>): void {
  describe(`flag store: ${name}`, () => {
    const running: { store: FlagStore | null } = { store: null }
    const store = () => {
      if (!running.store) throw new Error('not opened')
      return running.store
    }
    beforeEach(async () => {
      running.store = await open()
      await store().seed(journeyFeatures(), act)
    })
    afterEach(async () => {
      await running.store?.close()
      running.store = null
    })
    keeps(store)
    remembers(store)
  })
}

/** Sets the rollout of the catalog's flag. */
export function toPercent(percent: number, ifVersion: number | null = null): Change {
  return {
    feature: catalog,
    type: 'feature-strategy-update',
    act,
    ifVersion,
    edit: (before) => ({
      ...before,
      strategies: before.strategies.map((strategy) => ({
        ...strategy,
        parameters: { ...strategy.parameters, rollout: String(percent) },
      })),
    }),
  }
}

function keeps(store: () => FlagStore): void {
  it('seeds what is missing and leaves what is there', async () => {
    await store().change(toPercent(40))
    const before = await store().read()
    await store().seed(journeyFeatures(), act)
    expect(await store().read()).toEqual(before)
    expect(before.features.map((feature) => feature.name)).toEqual([catalog, 'banyan.search'])
  })
  it('raises revision and version with every change', async () => {
    const first = await store().change(toPercent(10))
    const second = await store().change(toPercent(20))
    expect(second.version).toBeGreaterThan(first.version)
    const { revision, features } = await store().read()
    expect(revision).toBe(second.version)
    expect(features.find((feature) => feature.name === catalog)).toEqual(second)
  })
  it('goes above the revisions that it is told of, with a trace also of what changes nothing', async () => {
    await store().change(toPercent(10))
    const { revision } = await store().read()
    expect(await store().change({ ...toPercent(20), above: revision + 7 })).toMatchObject({
      version: revision + 8,
    })
    expect(await store().change({ ...toPercent(20), above: revision })).toMatchObject({
      version: revision + 9,
    })
    const { entries } = await store().history({ features: [catalog], limit: 2, offset: 0 })
    expect(entries.map(({ id }) => id)).toEqual([revision + 9, revision + 8])
    expect((await store().read()).revision).toBe(revision + 9)
  })
  it('leaves no trace of a change that changes nothing', async () => {
    const first = await store().change(toPercent(10))
    const before = await store().history({ features: null, limit: 100, offset: 0 })
    expect(await store().change(toPercent(10))).toEqual(first)
    expect(await store().history({ features: null, limit: 100, offset: 0 })).toEqual(before)
  })
  it('refuses a change on an old version, and one that its edit refuses, and changes nothing', async () => {
    const first = await store().change(toPercent(10))
    await store().change(toPercent(20))
    const before = await store().read()
    await expect(store().change(toPercent(30, first.version))).rejects.toMatchObject({
      code: 'precondition-failed',
    })
    const edit = () => {
      throw new RangeError('no')
    }
    await expect(store().change({ ...toPercent(30), edit })).rejects.toThrow()
    expect(await store().read()).toEqual(before)
  })
  it('says not-found of a flag that is not there', async () => {
    await expect(store().change({ ...toPercent(1), feature: 'banyan.nothing' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
  it('carries out many changes at once one after the other', async () => {
    const percents = Array.from({ length: 20 }, (_, n) => n + 1)
    const done = await Promise.all(percents.map((percent) => store().change(toPercent(percent))))
    const versions = done.map(({ version }) => version)
    expect(new Set(versions).size).toBe(percents.length)
    expect((await store().read()).revision).toBe(Math.max(...versions))
  })
}

function remembers(store: () => FlagStore): void {
  it('remembers each change with what it was, what it became, who and why', async () => {
    const [before] = (await store().read()).features
    const after = await store().change(toPercent(10))
    const { entries } = await store().history({ features: [catalog], limit: 1, offset: 0 })
    expect(entries).toEqual([
      {
        id: after.version,
        feature: catalog,
        type: 'feature-strategy-update',
        before,
        after,
        ...act,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    ])
  })
  it('pages the history, newest first, of all flags or of some', async () => {
    for (const percent of [1, 2, 3]) await store().change(toPercent(percent))
    const page = await store().history({ features: [catalog], limit: 2, offset: 1 })
    expect(page.total).toBe(4)
    const rollouts = page.entries.map(({ after }) => after.strategies[0]?.parameters.rollout)
    expect(rollouts).toEqual(['2', '1'])
    expect((await store().history({ features: null, limit: 9, offset: 0 })).total).toBe(5)
    expect((await store().history({ features: ['x'], limit: 9, offset: 0 })).entries).toEqual([])
  })
  it('tells a watcher of every change', async () => {
    const told = Promise.withResolvers<void>()
    let since = false
    store().watch(() => {
      if (since) told.resolve()
    })
    since = true
    await store().change(toPercent(77))
    await told.promise
  })
}
