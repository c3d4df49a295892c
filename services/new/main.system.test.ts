// The process that hosts the new side, as it is started, with a database that is away, comes, goes and comes
// back.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { exampleProduct, exampleTree } from './kit/fixtures/example-product.ts'
import { createRelay, type Relay } from './kit/fixtures/relay.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const token = 'a-token-for-tests-only'

type Environment = { readonly [name: string]: string }

function start(environment: Environment): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...environment }
  return spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
}

const outputOf = async (child: ChildProcess, stream: 'stdout' | 'stderr') => {
  let text = ''
  for await (const chunk of child[stream] ?? []) text += String(chunk)
  return text
}

describe('the process of the new side', () => {
  let made: TestDatabase
  let relay: Relay
  let child: ChildProcess
  let log: Promise<string>
  let url: string
  beforeAll(async () => {
    made = await createTestDatabase()
    relay = await createRelay(made.url, await freePort())
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    child = start({ DATABASE_URL: relay.url, SERVICE_TOKEN: token, SERVICES_PORT: String(port) })
    log = outputOf(child, 'stdout')
    await once(child, 'message')
  })
  afterAll(async () => {
    await relay.away()
    await made.drop()
  })

  const ask = (target: string, init: RequestInit = {}) =>
    fetch(url + target, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
  const statusOf = async (target: string) => (await ask(target)).status
  const until = async (target: string, status: number) => {
    while ((await statusOf(target)) !== status);
  }
  const codeOf = async (target: string) => ((await (await ask(target)).json()) as { code: string }).code

  test('lives without a database and says that it is not ready', async () => {
    expect(await statusOf('/livez')).toBe(200)
    expect(await statusOf('/readyz')).toBe(503)
    const response = await ask('/v1/products')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
  })

  test('makes its schemas as soon as the database comes, and serves', async () => {
    await relay.back()
    await until('/readyz', 200)
    const send = (method: string, target: string, body: object) =>
      ask(target, { method, body: JSON.stringify(body) })
    for (const capability of ['catalog', 'search']) {
      await send('PUT', `/internal/${capability}/categories`, { trees: [exampleTree(['home'])] })
      const products = [exampleProduct({ slug: 'tent', categories: ['home'] })]
      await send('POST', `/internal/${capability}/products`, { generation: 'g1', products })
    }
    expect(await (await ask('/v1/products/tent')).json()).toMatchObject({ slug: 'tent' })
    expect(await (await ask('/v1/search?q=tents')).json()).toMatchObject({ total: 1 })
  })

  test('answers that it is not available when the database goes, and recovers by itself', async () => {
    await relay.away()
    await until('/readyz', 503)
    for (const target of ['/v1/products/tent', '/v1/categories', '/v1/search?q=tent', '/v1/suggest?q=te']) {
      expect(await codeOf(target)).toBe('unavailable')
    }
    expect(await statusOf('/livez')).toBe(200)
    await relay.back()
    await until('/v1/products/tent', 200)
    await until('/v1/search?q=tent', 200)
  })

  test('stops in order when it is told to, without an error in its log', async () => {
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    const levels = (await log)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).level)
    expect(levels.filter((level) => level >= 50)).toEqual([])
  })
})

test('a bad configuration is told all at once, and nothing starts', async () => {
  const child = start({ SERVICES: 'catalog,checkout', SERVICE_TOKEN: 'short', MARKETS: '[]' })
  const said = await outputOf(child, 'stderr')
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(78)
  for (const name of ['SERVICES', 'SERVICE_TOKEN', 'MARKETS', 'DATABASE_URL']) expect(said).toContain(name)
})

test('one service can be hosted alone', async () => {
  const made = await createTestDatabase()
  const port = String(await freePort())
  const child = start({
    DATABASE_URL: made.url,
    SERVICE_TOKEN: token,
    SERVICES_PORT: port,
    SERVICES: 'search',
  })
  await once(child, 'message')
  const headers = { authorization: `Bearer ${token}` }
  expect((await fetch(`http://127.0.0.1:${port}/v1/products`, { headers })).status).toBe(404)
  expect((await fetch(`http://127.0.0.1:${port}/v1/search`, { headers })).status).toBe(503)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  await made.drop()
})
