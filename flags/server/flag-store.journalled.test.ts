import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog } from '#contracts/process/log.ts'
import { emptyFolder } from '../testing/sources.ts'
import { until } from '../testing/until.ts'
import { createActJournal } from './act-journal.ts'
import { withEnabled } from './edit-feature.ts'
import { createJournalledFlagStore } from './flag-store.journalled.ts'
import { createMemoryFlagStore, type MemoryFlagStore } from './flag-store.memory.ts'
import { flagStoreSuite, toPercent } from './flag-store.suite.ts'
import type { Change, FlagStore, Snapshot } from './flag-store.ts'
import { journeyFeatures } from './journey-features.ts'

const act = { actor: 'ann', reason: 'errors' }
const catalog = 'banyan.catalog'
const switching = (enabled: boolean, ifVersion: number | null = null): Change => ({
  feature: catalog,
  type: enabled ? 'feature-environment-enabled' : 'feature-environment-disabled',
  edit: (before) => withEnabled(before, enabled),
  ...{ act, ifVersion },
})

flagStoreSuite('journalled', async () =>
  createJournalledFlagStore(createMemoryFlagStore(), {
    journal: createActJournal(emptyFolder()),
    log: silentLog,
  }),
)

describe('while the store is away', () => {
  let memory: MemoryFlagStore
  let folder: string
  let store: FlagStore
  const open = (over: FlagStore = memory, patienceMs = 800) =>
    createJournalledFlagStore(over, { journal: createActJournal(folder), log: silentLog, patienceMs })
  const flagIn = (snapshot: Snapshot | null) => snapshot?.features.find(({ name }) => name === catalog)
  const historyOf = async () => (await memory.history({ features: [catalog], limit: 9, offset: 0 })).entries

  beforeEach(async () => {
    folder = emptyFolder()
    memory = createMemoryFlagStore()
    await memory.seed(journeyFeatures(), act)
    store = open()
    await store.change(toPercent(40))
    const { revision } = await store.read()
    await until(() => createActJournal(folder).read().snapshot?.revision === revision)
    memory.setAway(true)
  })

  test('a kill is held at once, the rest as it was', async () => {
    const before = flagIn(store.held())
    const killed = await store.change(switching(false))
    expect(killed).toEqual({ ...before, enabled: false, version: (before?.version ?? 0) + 1 })
    expect(flagIn(store.held())).toEqual(killed)
    await expect(store.read()).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('so is a rollout of 0 %; a kill after it too', async () => {
    await store.change(toPercent(0))
    const killed = await store.change(switching(false))
    expect(killed.strategies[0]?.parameters.rollout).toBe('0')
    expect(killed.enabled).toBe(false)
  })

  test.each([
    ['a larger percentage', toPercent(50)],
    ['a smaller percentage', toPercent(30)],
    ['switching on', switching(true)],
  ])('%s needs the store', async (_what, change) => {
    await expect(store.change(change)).rejects.toMatchObject({ code: 'unavailable' })
    expect(flagIn(store.held())).toMatchObject({ enabled: true, version: expect.any(Number) })
  })

  test('a kill that was decided on an old version is refused', async () => {
    await expect(store.change(switching(false, 1))).rejects.toMatchObject({ code: 'precondition-failed' })
    expect(flagIn(store.held())?.enabled).toBe(true)
  })

  test('back again, the store gets kill and history before anything is read or changed', async () => {
    const killed = await store.change(switching(false))
    memory.setAway(false)
    const snapshot = await store.read()
    expect(flagIn(snapshot)).toMatchObject({ enabled: false })
    expect(snapshot.revision).toBeGreaterThan(killed.version)
    expect(await memory.read()).toEqual(snapshot)
    const [entry] = await historyOf()
    expect(entry).toMatchObject({ actor: 'ann', type: 'feature-environment-disabled' })
    expect(entry?.reason).toMatch(/^errors \(done at 20.*, while the store was away\)$/)
    expect(JSON.parse(readFileSync(join(folder, 'flags.journal.json'), 'utf8'))).toMatchObject({
      pending: [],
    })
  })

  test('a revival right after the store is back comes after the kill', async () => {
    await store.change(switching(false))
    memory.setAway(false)
    expect(await store.change(switching(true))).toMatchObject({ enabled: true })
    expect(flagIn(await store.read())?.enabled).toBe(true)
    expect((await historyOf()).slice(0, 2).map(({ type }) => type)).toEqual([
      'feature-environment-enabled',
      'feature-environment-disabled',
    ])
  })

  test('a kill of what somebody else killed meanwhile is remembered too', async () => {
    await store.change(switching(false))
    memory.setAway(false)
    await memory.change({ ...switching(false), act: { actor: 'bob', reason: 'the same' } })
    await store.read()
    expect((await historyOf()).slice(0, 2).map(({ actor }) => actor)).toEqual(['ann', 'bob'])
  })

  test('a restart knows flags and kill, and hands the kill over when the store is back', async () => {
    const killed = await store.change(switching(false))
    const again = open()
    expect(flagIn(again.held())).toEqual(killed)
    await expect(again.read()).rejects.toMatchObject({ code: 'unavailable' })
    memory.setAway(false)
    expect(flagIn(await again.read())?.enabled).toBe(false)
    expect((await historyOf())[0]).toMatchObject({ actor: 'ann' })
  })

  test('a store that says nothing at all is not waited for', async () => {
    const silent = Promise.withResolvers<never>()
    const over: FlagStore = { ...memoryPort(memory), change: () => silent.promise }
    expect(await open(over, 10).change(switching(false))).toMatchObject({ enabled: false })
    silent.reject(new Error('late'))
  })

  test('a flag that is gone when the store is back is given up, not tried for ever', async () => {
    await store.change(switching(false))
    memory.remove(catalog)
    memory.setAway(false)
    expect(flagIn(await store.read())).toBeUndefined()
    expect(await store.change({ ...switching(false), feature: 'banyan.search' })).toMatchObject({
      enabled: false,
    })
  })

  test('a disk that cannot be written does not stop a kill', async () => {
    const full = { read: createActJournal(folder).read, write: () => Promise.reject(new Error('ENOSPC')) }
    const disk = createJournalledFlagStore(memory, { journal: full, log: silentLog })
    expect(await disk.change(switching(false))).toMatchObject({ enabled: false })
    expect(flagIn(disk.held())?.enabled).toBe(false)
  })
})

describe('the journal', () => {
  test('is not there at first, and leaves one whole file', async () => {
    const folder = emptyFolder()
    const journal = createActJournal(folder)
    expect(journal.read()).toEqual({ snapshot: null, pending: [] })
    await Promise.all(
      [1, 2, 3].map((revision) => journal.write({ snapshot: { revision, features: [] }, pending: [] })),
    )
    expect(journal.read()).toEqual({ snapshot: { revision: 3, features: [] }, pending: [] })
    expect(readdirSync(folder)).toEqual(['flags.journal.json'])
  })

  test.each(['', '{', 'null', '{"snapshot":{},"pending":[]}', '{"pending":[{"what":"revive"}]}'])(
    'that holds %j is not believed, and the store serves all the same',
    async (text) => {
      const folder = emptyFolder()
      writeFileSync(join(folder, 'flags.journal.json'), text)
      const memory = createMemoryFlagStore()
      await memory.seed(journeyFeatures(), act)
      const store = createJournalledFlagStore(memory, { journal: createActJournal(folder), log: silentLog })
      expect(store.held()).toBeNull()
      expect((await store.read()).features).toHaveLength(2)
      expect(existsSync(folder)).toBe(true)
    },
  )
})

/** The store's methods as a plain object, so that a test can replace one. */
function memoryPort(memory: MemoryFlagStore): FlagStore {
  return {
    read: () => memory.read(),
    change: (change) => memory.change(change),
    seed: (features, by) => memory.seed(features, by),
    held: () => memory.held(),
    history: (query) => memory.history(query),
    watch: (onChange) => memory.watch(onChange),
    close: () => memory.close(),
  }
}
