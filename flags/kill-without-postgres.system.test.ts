// The embedded flag server, control and a client as real processes and sockets, with PostgreSQL stopped.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#scripts/postgres/embedded-postgres.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createUnleashFlagAdmin } from './flag-admin.unleash.ts'
import { tokens } from './testing/running-flags.ts'
import { emptyFolder, openSource } from './testing/sources.ts'
import { seen, until } from './testing/until.ts'

const act = { actor: 'ann', reason: 'a test' }
const operatorToken = 'the-operators-token-for-tests'
const running: ChildProcess[] = []
let folder: string
let postgres: EmbeddedPostgres
let ports: { flags: number; control: number; postgres: number }
let url: string

const startPostgres = () =>
  startEmbeddedPostgres({ dataDirectory: join(folder, 'data'), port: ports.postgres, password: 'for-tests' })

/** A process of the house, when it says that it is ready. */
async function start(
  script: string,
  environment: { readonly [name: string]: string },
): Promise<ChildProcess> {
  const main = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: { PATH: process.env.PATH, DATABASE_URL: postgres.url(), ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  running.push(child)
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

const startFlags = () =>
  start('flags/main.ts', {
    FLAGS_PORT: String(ports.flags),
    FLAGS_CLIENT_TOKEN: tokens.client,
    FLAGS_ADMIN_TOKEN: tokens.admin,
    DATA_DIR: join(folder, 'flags'),
  })

async function startControl(): Promise<ChildProcess> {
  const nobody = `http://127.0.0.1:${await freePort()}`
  return start('control/main.ts', {
    ...{ CONTROL_PORT: String(ports.control), DATA_DIR: join(folder, 'control') },
    ...{ UNLEASH_URL: url, UNLEASH_ADMIN_TOKEN: tokens.admin },
    ...{ OPERATIONS_URL: nobody, LEGACY_URL: nobody, NEW_URL: nobody },
    ...{ OPERATOR_TOKEN: operatorToken, OPERATOR_PASSWORD: 'the operators password' },
    SESSION_SECRET: 'a session secret for tests',
    TESTER_SECRET: 'a tester secret for tests',
    SERVICE_TOKEN: 'a service token for tests',
  })
}

async function control(method: string, path: string, body?: object) {
  const answer = await fetch(`http://127.0.0.1:${ports.control}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${operatorToken}`,
      'if-match': '*',
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

beforeEach(async () => {
  folder = emptyFolder()
  chmodSync(folder, 0o711)
  ports = { flags: await freePort(), control: await freePort(), postgres: await freePort() }
  url = `http://127.0.0.1:${ports.flags}/api`
  postgres = await startPostgres()
})
afterEach(async () => {
  for (const child of running.splice(0).toReversed()) await end(child, 'SIGKILL')
  await postgres.stop()
})

test('a kill works without PostgreSQL, outlives a killed flag server, and is in both records', async () => {
  let flags = await startFlags()
  await startControl()
  const admin = createUnleashFlagAdmin({ url, token: tokens.admin })
  const facade = await openSource({ url, silenceMs: 1_000 })
  await admin.setPercent('catalog', 50, act)
  await admin.setPercent('search', 60, act)
  await seen(facade, () => facade.journey('search')?.percent === 60)

  await postgres.stop()
  const killed = control('POST', '/api/journeys/catalog/kill', { reason: 'orders fail' })
  await seen(facade, () => facade.journey('catalog')?.enabled === false)
  expect((await killed).status).toBe(200)
  const emptied = await control('PUT', '/api/journeys/search/percentage', { percent: 0, reason: 'stop' })
  expect(emptied.status).toBe(200)
  await seen(facade, () => facade.journey('search')?.percent === 0)
  expect((await control('POST', '/api/journeys/catalog/revive', { reason: 'too early' })).status).toBe(503)

  await end(flags, 'SIGKILL')
  flags = await startFlags()
  const newcomer = await openSource({ url, firstAnswerMs: 10_000 })
  expect(newcomer.journey('catalog')).toMatchObject({ enabled: false, percent: 50 })
  expect(newcomer.journey('search')).toMatchObject({ enabled: true, percent: 0 })

  postgres = await startPostgres()
  await until(async () => {
    const made = await admin.history('catalog', 1).catch(() => [])
    return made[0]?.after.enabled === false
  })
  const [made] = await admin.history('catalog', 1)
  expect(made?.actor).not.toBe('')
  expect(made?.reason).toMatch(/^orders fail \(done at .*, while the store was away\)$/)
  await until(async () => (await control('GET', '/api/audit')).text.includes('journey.killed'))
  await until(async () => (await control('GET', '/api/audit')).text.includes('orders fail'))

  await until(
    async () => (await control('POST', '/api/journeys/catalog/revive', { reason: 'ok' })).status === 200,
  )
  await seen(newcomer, () => newcomer.journey('catalog')?.enabled === true)
  await seen(facade, () => facade.journey('catalog')?.enabled === true)
  expect(facade.journey('search')?.percent).toBe(0)
  await facade.close()
  await newcomer.close()
}, 120_000)
