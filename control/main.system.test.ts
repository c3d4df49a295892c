// The control plane as its own process: up while its dependencies are away, itself again when they are back.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningFlags, startFlags, tokens } from '#flags/testing/running-flags.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { until } from '#scripts/testing/visitors.ts'
import { type SeverableRelay, startSeverableRelay, throughRelay } from './testing/severable-relay.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const password = 'the operators password'
const token = 'the-operators-token-for-tests'

let folder: string
let port: number
let database: TestDatabase
let relay: SeverableRelay
let flags: RunningFlags
let control: ChildProcess | null

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-control-'))
  database = await createTestDatabase()
  const { hostname: host, port: databasePort } = new URL(database.url)
  relay = await startSeverableRelay({ host, port: Number(databasePort) })
  flags = await startFlags()
  port = await freePort()
})

afterEach(async () => {
  await stop('SIGKILL')
  await flags.stop()
  await relay.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function environment(): Promise<Record<string, string>> {
  const nobody = `http://127.0.0.1:${await freePort()}`
  return {
    CONTROL_PORT: String(port),
    DATABASE_URL: throughRelay(database.url, relay),
    UNLEASH_URL: flags.server.url,
    UNLEASH_ADMIN_TOKEN: tokens.admin,
    ...{ OPERATIONS_URL: nobody, LEGACY_URL: nobody, NEW_URL: nobody },
    ...{ OPERATOR_TOKEN: token, OPERATOR_PASSWORD: password, DATA_DIR: folder },
    SESSION_SECRET: 'a session secret for tests',
    TESTER_SECRET: 'a tester secret for tests',
    SERVICE_TOKEN: 'a service token for tests',
  }
}

async function start(): Promise<void> {
  control = spawn(process.execPath, ['--no-warnings', main], {
    env: { PATH: process.env.PATH, ...(await environment()) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const child = control
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`control ended with ${code}`)))
  })
}

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  const child = control
  control = null
  if (child === null || child.exitCode !== null) return child?.exitCode ?? null
  child.kill(signal)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

type Headers = { readonly [name: string]: string }

async function call(method: string, path: string, body?: object, headers?: Headers) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(headers ?? { authorization: `Bearer ${token}`, 'if-match': '*' }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text }
}

const read = async (path: string) => JSON.parse((await call('GET', path)).text) as Record<string, unknown>
const states = async () => {
  const { dependencies } = (await read('/api/status')) as { dependencies: { name: string; state: string }[] }
  return Object.fromEntries(dependencies.map(({ name, state }) => [name, state]))
}
const ramp = (percent: number) => call('PUT', '/api/journeys/catalog/percentage', { percent, reason: 'test' })

test('it starts while its database is away, kills, and is itself again with the database', async () => {
  relay.cut()
  await start()
  await until(async () => (await states()).database === 'away' && (await states()).flags === 'ok')
  expect(await states()).toMatchObject({ facade: 'away', services: 'away', suite: 'away', events: 'away' })
  expect(await read('/api/journeys')).toMatchObject({
    figures: { state: 'away' },
    items: [{ flag: { enabled: true } }, {}],
  })
  expect((await ramp(25)).status).toBe(503)
  expect((await call('POST', '/api/imports', { capability: 'catalog' })).status).toBe(503)
  expect((await call('POST', '/api/journeys/catalog/kill', { reason: 'errors' })).status).toBe(200)
  expect((await flags.admin.list())[0]).toMatchObject({ enabled: false, percent: 0 })
  relay.mend()
  await until(async () => (await states()).database === 'ok')
  await until(async () => (await call('GET', '/api/audit')).text.includes('journey.killed'))
  await until(async () => (await read('/api/status')).auditWaiting === 0)
  expect((await ramp(25)).status).toBe(200)
  await until(async () => (await call('GET', '/api/figures')).status === 200)
  expect((await call('GET', '/api/imports')).status).toBe(200)
}, 90_000)

test('a session outlives a restart, and a log-out too; SIGTERM ends it with 0', async () => {
  await start()
  const page = { origin: `http://127.0.0.1:${port}`, 'banyan-console': '1' }
  const logIn = async () => {
    const { headers } = await call('POST', '/api/session', { password }, page)
    return { ...page, cookie: (headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
  }
  const kept = await logIn()
  const ended = await logIn()
  expect((await call('DELETE', '/api/session', undefined, ended)).status).toBe(204)
  expect(await stop('SIGTERM')).toBe(0)
  await start()
  expect((await call('GET', '/api/session', undefined, kept)).status).toBe(200)
  expect((await call('GET', '/api/session', undefined, ended)).status).toBe(401)
  expect((await call('GET', '/', undefined, {})).text).toContain('Banyan console')
}, 90_000)

test('a bad configuration ends it with 78 and every mistake at once', async () => {
  const own = { CONTROL_PORT: 'x', OPERATOR_PASSWORD: 'short', CONTROL_ORIGIN: 'https://a.example/path' }
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: { PATH: process.env.PATH, ...(await environment()), ...own, SESSION_SECRET: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(code).toBe(78)
  for (const name of ['CONTROL_PORT', 'OPERATOR_PASSWORD', 'CONTROL_ORIGIN', 'SESSION_SECRET']) {
    expect(text).toContain(name)
  }
  expect(text).not.toContain('short')
})
