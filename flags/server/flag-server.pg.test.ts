import { silentLog } from '#contracts/process/log.ts'
import { createTemplate, createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createUnleashFlagAdmin } from '../flag-admin.unleash.ts'
import { type CuttableDatabase, cuttableDatabase } from '../testing/cuttable-database.ts'
import { flipTimes, report } from '../testing/flip-times.ts'
import { ask, callsAs } from '../testing/http-answers.ts'
import { tokens } from '../testing/running-flags.ts'
import { openSource } from '../testing/sources.ts'
import { seen, until } from '../testing/until.ts'
import { newVisitors, visitors } from '../testing/visitors.ts'
import { type FlagServer, startFlagServer } from './flag-server.ts'
import { createPostgresFlagStore, migrateFlagStore } from './flag-store.postgres.ts'
import { seedUntilDone } from './seed-until-done.ts'

const act = { actor: 'ann', reason: 'a test' }
let template: string
let database: TestDatabase
let way: CuttableDatabase
const running: { stop(): Promise<void> }[] = []

/** A server as its process has it, over the connection that can be cut, or past it. */
async function start(url: string): Promise<FlagServer> {
  const store = createPostgresFlagStore(url, silentLog, { aliveMs: 1_000 })
  const seeding = seedUntilDone(() => migrateFlagStore(url, silentLog), store, silentLog)
  const server = await startFlagServer({ store, tokens, log: silentLog, port: 0 })
  running.push({
    stop: async () => {
      seeding.stop()
      await server.stop()
      await store.close()
    },
  })
  await seeding.firstAttempt
  return server
}

const adminOf = (server: FlagServer) => createUnleashFlagAdmin({ url: server.url, token: tokens.admin })
const ready = async (server: FlagServer) =>
  (await ask(server.url.replace('/api', '/readyz'), {})).json as { status: string; store: string }

beforeAll(async () => {
  template = await createTemplate((url) => migrateFlagStore(url, silentLog))
})
beforeEach(async () => {
  database = await createTestDatabase(template)
  way = await cuttableDatabase(database.url)
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
  await way.stop()
  await database.drop()
})

describe('embedded flag server on PostgreSQL', () => {
  it('shows a flip to a source by event; how soon is printed', async () => {
    const server = await start(database.url)
    const source = await openSource({ url: server.url })
    const times = await flipTimes(adminOf(server), source, 100)
    report('embedded server, PostgreSQL, streamed', times)
    expect(times.flips).toBe(100)
    await source.close()
  })

  it('tells every source of a change by any of several servers, and all split alike', async () => {
    const [one, two] = [await start(database.url), await start(database.url)]
    const sources = await Promise.all([one, two, two].map(({ url }) => openSource({ url })))
    const people = visitors(2_000)
    for (const [n, server] of [one, two, one].entries()) {
      const percent = 20 + n
      await adminOf(server).setPercent('catalog', percent, act)
      await Promise.all(
        sources.map((source) => seen(source, () => source.journey('catalog')?.percent === percent)),
      )
      const [first, ...others] = sources.map((source) => newVisitors(source, 'catalog', people))
      expect(first?.size).toBeGreaterThan(0)
      for (const other of others) expect(other).toEqual(first)
    }
    await Promise.all(sources.map((source) => source.close()))
  })

  it('serves from memory while PostgreSQL is away, refuses changes, and catches up', async () => {
    const here = await start(way.url)
    const elsewhere = await start(database.url)
    await adminOf(here).setPercent('catalog', 30, act)
    const source = await openSource({ url: here.url })
    way.cut()
    const away = { code: 'unavailable' }
    await expect(adminOf(here).setPercent('catalog', 40, act)).rejects.toMatchObject(away)
    expect((await callsAs('client', here.url)('/client/features')).text).toContain('"rollout":"30"')
    await adminOf(elsewhere).setPercent('catalog', 50, act)
    expect(source.journey('catalog')?.percent).toBe(30)
    expect(source.status().connected).toBe(true)
    way.restore()
    await seen(source, () => source.journey('catalog')?.percent === 50)
    await until(async () => (await ready(here)).store === 'ok')
    expect(await adminOf(here).setPercent('catalog', 60, act)).toMatchObject({ percent: 60 })
    await source.close()
  })

  it('starts while PostgreSQL is away, says that it is not ready, and is when it comes', async () => {
    way.cut()
    const server = await start(way.url)
    expect(await ready(server)).toEqual({ status: 'starting', store: 'away' })
    way.restore()
    await until(async () => (await ready(server)).status === 'ok')
    expect(await adminOf(server).list()).toHaveLength(2)
  })

  it('keeps flags and history over a restart', async () => {
    await adminOf(await start(database.url)).setPercent('search', 70, act)
    await running.pop()?.stop()
    const admin = adminOf(await start(database.url))
    expect((await admin.list()).find(({ journey }) => journey === 'search')).toMatchObject({ percent: 70 })
    expect(await admin.history('search', 1)).toMatchObject([{ ...act, after: { percent: 70 } }])
  })
})
