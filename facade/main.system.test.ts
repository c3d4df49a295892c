// The façade as its own process: up while everything is away, going quietly, refusing to start on nonsense.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog } from '#contracts/process/log.ts'
import { type RunningFlags, startFlags, tokens } from '#flags/testing/running-flags.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createRecordingConsumer } from '#kpi/events/recording-consumer.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { until } from '#scripts/testing/visitors.ts'
import { aProduct } from './testing/sample-answers.ts'
import { json, startTinyUpstream, type TinyUpstream } from './testing/tiny-upstream.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const operator = { authorization: 'Bearer the-operator-token' }

let folder: string
let storefront: string
let operations: string
let environment: Record<string, string>
let facade: ChildProcess
let said: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-facade-'))
  const [port, operationsPort, nobody] = [await freePort(), await freePort(), await freePort()]
  storefront = `http://127.0.0.1:${port}`
  operations = `http://127.0.0.1:${operationsPort}`
  const nowhere = `http://127.0.0.1:${nobody}`
  environment = {
    ...{ BANYAN_MODE: 'embedded', FACADE_PORT: String(port), OPERATIONS_PORT: String(operationsPort) },
    ...{ LEGACY_URL: nowhere, NEW_URL: nowhere, UNLEASH_URL: `${nowhere}/api`, UNLEASH_TOKEN: tokens.client },
    ...{ VISITOR_SECRET: 'the-visitor-secret', TESTER_SECRET: 'the-tester-secret' },
    ...{ OPERATOR_TOKEN: 'the-operator-token', SERVICE_TOKEN: 'the-service-token' },
    ...{ DATABASE_URL: `postgres://nobody@127.0.0.1:${nobody}/nothing`, DATA_DIR: folder },
  }
})

afterEach(async () => {
  await stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves when the process says that it is ready, or has ended. */
async function start(change: Record<string, string> = {}): Promise<void> {
  said = ''
  facade = spawn(process.execPath, ['--no-warnings', main], {
    env: { PATH: process.env.PATH, ...environment, ...change },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [facade.stdout, facade.stderr]) stream?.on('data', (chunk) => (said += String(chunk)))
  await Promise.race([once(facade, 'message'), once(facade, 'exit')])
}

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  if (facade.exitCode === null && facade.signalCode === null) {
    const gone = once(facade, 'close')
    facade.kill(signal)
    await gone
  }
  return facade.exitCode
}

async function ask(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

test('with everything away it is ready, says what is missing, and everybody gets legacy', async () => {
  await start()
  const { status, headers, body } = await ask(`${storefront}/v1/products/laptop`)
  expect([status, body.code]).toEqual([502, 'upstream-unreachable'])
  expect([headers.get('x-banyan-side'), headers.get('x-banyan-reason')]).toEqual(['legacy', 'default'])
  const health = await ask(`${operations}/readyz`)
  expect(health).toMatchObject({ status: 200, body: { status: 'degraded' } })
  expect(health.body.degraded).toContain('flags')
  expect(said).toContain('NO FLAGS ARE KNOWN')
  expect(await stop('SIGTERM')).toBe(0)
})

test('a bad configuration is refused at once, every mistake named', async () => {
  await start({ VISITOR_SECRET: 'short', NEW_URL: 'nowhere', BANYAN_MODE: 'debug', DATABASE_URL: '' })
  expect(await stop('SIGKILL')).toBe(78)
  for (const name of ['VISITOR_SECRET', 'NEW_URL', 'BANYAN_MODE', 'DATABASE_URL'])
    expect(said).toContain(name)
})

test('an unknown suite is a bad configuration', async () => {
  await start({ LEGACY_SUITE: 'unknown' })
  expect(await stop('SIGKILL')).toBe(78)
  expect(said).toContain('LEGACY_SUITE')
})

describe('with flags, a database and the new side', () => {
  let flags: RunningFlags
  let database: TestDatabase
  let upstream: TinyUpstream
  beforeEach(async () => {
    flags = await startFlags()
    await flags.admin.setPercent('catalog', 100, { actor: 'test', reason: 'test' })
    database = await createTestDatabase()
    upstream = await startTinyUpstream(json(aProduct('new')))
    Object.assign(environment, {
      UNLEASH_URL: flags.server.url,
      NEW_URL: upstream.url,
      DATABASE_URL: database.url,
    })
  })
  afterEach(async () => {
    await stop('SIGKILL')
    await upstream.stop()
    await flags.stop()
    await database.drop()
  })

  const side = async () => {
    const { status, headers } = await ask(`${storefront}/v1/products/laptop`)
    return [status, headers.get('x-banyan-side'), headers.get('x-banyan-reason')].join(' ')
  }

  test('a flip is seen without a restart, and outlives the flag server and a restart', async () => {
    await start()
    expect(await side()).toBe('200 new percentage')
    await flags.admin.setEnabled('catalog', false, { actor: 'test', reason: 'test' })
    await until(async () => (await side()) === '502 legacy kill')
    await flags.admin.setEnabled('catalog', true, { actor: 'test', reason: 'test' })
    await until(async () => (await side()) === '200 new percentage')
    expect(await stop('SIGTERM')).toBe(0)
    await start({ UNLEASH_URL: environment.LEGACY_URL ?? '' })
    expect(await side()).toBe('200 new percentage')
  })

  test('explain says what happens', async () => {
    await start()
    const question = `${operations}/explain?operation=getProduct&visitor=someone`
    expect((await ask(question, operator)).body).toMatchObject({ side: 'new', reason: 'percentage' })
    expect((await ask(question)).status).toBe(401)
  })

  test('what happened is in the event log, and nothing is left behind at the end', async () => {
    await start()
    for (let visit = 0; visit < 20; visit++) expect(await side()).toBe('200 new percentage')
    expect(await stop('SIGTERM')).toBe(0)
    const eventLog = createEventLog({ databaseUrl: database.url, log: silentLog })
    const consumer = createRecordingConsumer('test')
    await eventLog.consume(consumer)
    const answered = () =>
      consumer.events
        .flatMap(({ data }) => ('rows' in data ? data.rows : []))
        .reduce((sum, row) => sum + row.count, 0)
    const exposed = () => consumer.events.filter(({ type }) => type === 'banyan.visitor.exposed.v1').length
    await consumer.until(() => answered() === 20 && exposed() === 20)
    await eventLog.close()
  })

  test('a request that is running when it is told to stop is answered; new ones are not taken', async () => {
    await start()
    const held = Promise.withResolvers<() => void>()
    upstream.answer = (req, res) => held.resolve(() => json(aProduct('new'))(req, res))
    const running = side()
    const answer = await held.promise
    const stopped = stop('SIGTERM')
    await until(() =>
      fetch(storefront).then(
        () => false,
        () => true,
      ),
    )
    answer()
    expect(await running).toBe('200 new percentage')
    expect(await stopped).toBe(0)
  })

  test('access and process log are lines of JSON, none of them torn', async () => {
    await start()
    await Promise.all(Array.from({ length: 300 }, () => side()))
    await stop('SIGTERM')
    const lines = said.trimEnd().split('\n')
    const names = lines.map((line) => (JSON.parse(line) as { name: string }).name)
    expect(names.filter((name) => name === 'access')).toHaveLength(300)
    expect(names).toContain('facade')
  })
})
