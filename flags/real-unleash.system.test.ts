// Against the real Unleash: the same sources, the same admin, the same split.
import type { Journey } from '#contracts/operations.ts'
import { silentLog } from '#contracts/process/log.ts'
import { type RealUnleash, startRealUnleash } from '#scripts/testing/real-unleash.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { flagAdminSuite } from './flag-admin.suite.ts'
import { createUnleashFlagAdmin } from './flag-admin.unleash.ts'
import { ensureJourneyFlags } from './flag-setup.unleash.ts'
import { createUnleashFlagSource } from './flag-source.unleash.ts'
import { flipTimes, report } from './testing/flip-times.ts'
import { ask } from './testing/http-answers.ts'
import { plainUnleash } from './testing/plain-unleash.ts'
import { startFlags } from './testing/running-flags.ts'
import { emptyFolder, openSource } from './testing/sources.ts'
import { seen } from './testing/until.ts'
import { newVisitors, visitors } from './testing/visitors.ts'

const act = { actor: 'ann', reason: 'a test' }
const without = process.env.BANYAN_WITHOUT_REAL_UNLEASH
if (without) process.stdout.write(`The real Unleash is not tested: BANYAN_WITHOUT_REAL_UNLEASH=${without}\n`)
const describeReal = without ? describe.skip : describe

describeReal('real Unleash', () => {
  let database: TestDatabase
  let unleash: RealUnleash
  let made: readonly (readonly Journey[])[]
  const options = () => ({ url: unleash.url, token: unleash.adminToken })
  const admin = () => createUnleashFlagAdmin(options())
  const source = () =>
    openSource({
      url: unleash.url,
      token: unleash.clientToken,
      refreshIntervalMs: 1_000,
      firstAnswerMs: 30_000,
    })
  /** As Unleash's own screen does it. */
  const byHand = (method: string, path: string, body?: unknown) =>
    ask(
      `${unleash.url}/admin/projects/default/features/banyan.catalog${path}`,
      { authorization: unleash.adminToken, 'content-type': 'application/json' },
      { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
    )

  beforeAll(async () => {
    database = await createTestDatabase()
    unleash = await startRealUnleash(database.url)
    made = await Promise.all([ensureJourneyFlags(options(), act), ensureJourneyFlags(options(), act)])
  }, 300_000)
  /** Every journey at 0 % and on. Deleting flags instead makes Unleash 8.2 end itself now and then. */
  beforeEach(async () => {
    for (const { journey } of await admin().list()) {
      await admin().setPercent(journey, 0, act)
      await admin().setEnabled(journey, true, act)
    }
  })
  afterAll(async () => {
    await unleash?.stop()
    await database?.drop()
  })

  it('gets the journeys’ flags once, at 0 %, also of two who begin at the same time', async () => {
    expect(made.flat().sort()).toEqual(['catalog', 'search'])
    expect(await admin().list()).toMatchObject([
      { journey: 'catalog', enabled: true, percent: 0, groupId: 'catalog:1' },
      { journey: 'search', enabled: true, percent: 0, groupId: 'search:1' },
    ])
    const { json } = await byHand('GET', '/environments/development/strategies')
    expect(json).toHaveLength(1)
  })

  it('keeps what is there', async () => {
    await admin().setPercent('catalog', 7, act)
    await admin().setEnabled('search', false, act)
    expect(await ensureJourneyFlags(options(), act)).toEqual([])
    expect(await admin().list()).toMatchObject([{ percent: 7 }, { enabled: false }])
  })

  it('gets a rollout for a flag that has lost its own, which Unleash had switched off', async () => {
    const strategies = '/environments/development/strategies'
    const [first] = (await byHand('GET', strategies)).json as { id: string }[]
    await byHand('DELETE', `${strategies}/${first?.id}`)
    expect((await admin().list())[0]).toMatchObject({ journey: 'catalog', enabled: false })
    await expect(admin().setEnabled('catalog', true, act)).rejects.toMatchObject({ code: 'not-found' })
    expect(await ensureJourneyFlags(options(), act)).toEqual(['catalog'])
    expect((await admin().list())[0]).toMatchObject({ enabled: true, percent: 0, groupId: 'catalog:1' })
  })

  it('shows a source what our admin flips; how soon is printed', async () => {
    const flags = await source()
    expect(flags.status()).toMatchObject({ origin: 'live', connected: true })
    const times = await flipTimes(admin(), flags, 20)
    report('real Unleash 8.2, polled every second', times)
    expect(times.flips).toBe(20)
    await flags.close()
  }, 180_000)

  it('shows a source what is flipped by hand through Unleash’s own API', async () => {
    const flags = await source()
    const environment = '/environments/development'
    const strategies = (await byHand('GET', `${environment}/strategies`)).json as { id: string }[]
    const patch = [{ op: 'replace', path: '/parameters/rollout', value: '61' }]
    const { status } = await byHand('PATCH', `${environment}/strategies/${strategies[0]?.id}`, patch)
    expect(status).toBe(200)
    await seen(flags, () => flags.journey('catalog')?.percent === 61)
    await byHand('POST', `${environment}/off`)
    await seen(flags, () => flags.journey('catalog')?.enabled === false)
    expect(newVisitors(flags, 'catalog', visitors(100)).size).toBe(0)
    const listed = (await admin().list()).find(({ journey }) => journey === 'catalog')
    // One version for both, though admin and client API write the same flag differently.
    expect(listed).toEqual(flags.journey('catalog'))
    await flags.close()
  })

  it('splits 1,000 visitors as the embedded server does, and as a plain Unleash client says', async () => {
    const embedded = await startFlags()
    const here = await openSource({ url: embedded.server.url })
    const there = await source()
    const plain = await plainUnleash(unleash.url, unleash.clientToken)
    const people = visitors(1_000)
    for (const percent of [1, 25, 50, 99]) {
      await embedded.admin.setPercent('catalog', percent, act)
      await admin().setPercent('catalog', percent, act)
      for (const flags of [here, there]) {
        await seen(flags, () => flags.journey('catalog')?.percent === percent)
      }
      const split = newVisitors(there, 'catalog', people)
      expect(split.size).toBeGreaterThan(0)
      expect(newVisitors(here, 'catalog', people)).toEqual(split)
    }
    const rollout = () =>
      plain.client.getFeatureToggleDefinition('banyan.catalog')?.strategies?.[0]?.parameters.rollout
    while (rollout() !== '99') await new Promise((resolve) => plain.client.once('changed', resolve))
    expect(newVisitors(plain, 'catalog', people)).toEqual(newVisitors(there, 'catalog', people))
    plain.close()
    await Promise.all([here.close(), there.close()])
    await embedded.stop()
  })

  it('may stop: a source goes on, and starts again from its last-known-good', async () => {
    const directory = emptyFolder()
    const open = (url: string) =>
      createUnleashFlagSource({
        ...{ url, token: unleash.clientToken, appName: 'test', directory, log: silentLog },
        degraded: () => undefined,
        firstAnswerMs: url === unleash.url ? 30_000 : 50,
      })
    const live = await open(unleash.url)
    await admin().setPercent('catalog', 44, act)
    await seen(live, () => live.journey('catalog')?.percent === 44)
    const people = visitors(1_000)
    const before = newVisitors(live, 'catalog', people)
    await live.close()
    const orphan = await open('http://127.0.0.1:9/api')
    expect(orphan.status().origin).toBe('last-known-good')
    expect(newVisitors(orphan, 'catalog', people)).toEqual(before)
    await orphan.close()
  })

  flagAdminSuite('real Unleash', { keepsActs: false }, async () => ({
    admin: admin(),
    close: async () => undefined,
  }))
})
