import { createServer } from 'node:http'
import { Counter, Registry } from 'prom-client'
import { BanyanError } from '#contracts/errors.ts'
import { closeServer, listen } from '#contracts/process/listen.ts'
import { silentLog } from '#contracts/process/log.ts'
import type { ExplainQuestion } from './explain-question.ts'
import type { PartHealth } from './health.ts'
import { createOperationsPort } from './operations-port.ts'

const token = 'operator-token-0123456789'
const authorization = `Bearer ${token}`
const registry = new Registry()
new Counter({ name: 'banyan_test_total', help: 'x', registers: [registry] }).inc(3)

const state = { started: true, ready: true, parts: [] as PartHealth[] }
const asked: ExplainQuestion[] = []

const server = createServer(
  createOperationsPort({
    operatorToken: token,
    registry,
    started: () => state.started,
    ready: () => state.ready,
    parts: () => state.parts,
    explain: async (question) => {
      asked.push(question)
      if (question.visitor === 'boom') throw new Error('secret detail')
      if (question.channel === 'moon') throw new BanyanError('unknown-channel')
      return { side: 'new', reason: 'percentage' }
    },
    settings: { OPERATOR_TOKEN: token, DATABASE_URL: 'postgres://me:hunter2@db/banyan', FACADE_PORT: 8080 },
    log: silentLog,
  }),
)
let base = ''

beforeAll(async () => {
  base = `http://127.0.0.1:${await listen(server, 0)}`
})
beforeEach(() => {
  Object.assign(state, { started: true, ready: true, parts: [] })
  asked.length = 0
})
afterAll(() => closeServer(server, 0))

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${base}${path}`, { headers, method })

describe('health', () => {
  test('a process that lives, is ready and has started says so', async () => {
    for (const path of ['/livez', '/readyz', '/startupz']) {
      const answer = await get(path)
      expect([path, answer.status, await answer.json()]).toEqual([
        path,
        200,
        { status: 'ok', degraded: [], parts: [] },
      ])
    }
  })

  test('a degraded part is named and takes nobody out of service', async () => {
    state.parts = [
      { part: 'flags', state: 'degraded', detail: 'from last-known-good' },
      { part: 'events', state: 'ok' },
    ]
    for (const path of ['/livez', '/readyz', '/startupz']) {
      const answer = await get(path)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ status: 'degraded', degraded: ['flags'] })
    }
  })

  test('not ready and not started are 503; alive stays alive', async () => {
    Object.assign(state, { started: false, ready: false })
    expect((await get('/livez')).status).toBe(200)
    const ready = await get('/readyz')
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not-ready', degraded: [], parts: [] },
    ])
    const started = await get('/startupz')
    expect([started.status, await started.json()]).toMatchObject([503, { status: 'starting' }])
  })
})

test('metrics are served as Prometheus reads them', async () => {
  const answer = await get('/metrics')
  expect(answer.headers.get('content-type')).toBe(registry.contentType)
  expect(await answer.text()).toContain('banyan_test_total 3')
})

describe('explain', () => {
  const ask = (query: string) => get(`/explain?${query}`, { authorization })

  test('hands the question on and the answer back', async () => {
    const answer = await ask(
      'operation=getProduct&visitor=v1&channel=default&country=DE&currency=EUR&locale=de',
    )
    expect(await answer.json()).toEqual({ side: 'new', reason: 'percentage' })
    const context = { channel: 'default', country: 'DE', currency: 'EUR', locale: 'de' }
    expect(asked).toEqual([{ operation: 'getProduct', visitor: 'v1', ...context }])
  })

  test.each([
    ['', ['/query/operation', '/query/visitor']],
    ['operation=getProduct', ['/query/visitor']],
    ['operation=nope&visitor=v', ['/query/operation']],
    ['operation=constructor&visitor=v', ['/query/operation']],
    ['operation=getProduct&visitor=v&visitor=w', ['/query/visitor']],
    ['operation=getProduct&visitor=v&__proto__=1', ['/query/__proto__']],
    [`operation=getProduct&visitor=${'v'.repeat(201)}`, ['/query/visitor']],
  ])('%p names what is wrong', async (query, pointers) => {
    const answer = await ask(query)
    expect(answer.status).toBe(400)
    const problem = (await answer.json()) as { code: string; errors: { pointer: string }[] }
    expect(problem.code).toBe('invalid-request')
    expect(problem.errors.map((e) => e.pointer)).toEqual(pointers)
    expect(asked).toEqual([])
  })

  test('an error of the explanation keeps its code; a mistake of ours leaks nothing', async () => {
    const unknown = await ask('operation=getProduct&visitor=v&channel=moon')
    expect([unknown.status, await unknown.json()]).toMatchObject([400, { code: 'unknown-channel' }])
    const mistake = await ask('operation=getProduct&visitor=boom')
    expect(mistake.status).toBe(500)
    expect(await mistake.text()).not.toContain('secret detail')
  })
})

describe('who may ask', () => {
  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    `Basic ${token}`,
    token,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Bearer ${token} ${token}`,
  ])('%p is refused', async (given) => {
    for (const path of ['/explain?operation=getProduct&visitor=v', '/config']) {
      const answer = await get(path, given === undefined ? {} : { authorization: given })
      expect([path, answer.status]).toEqual([path, 401])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
    }
    expect(asked).toEqual([])
  })

  test('settings are shown to operators without their secrets', async () => {
    const text = await (await get('/config', { authorization })).text()
    expect(JSON.parse(text)).toEqual({
      OPERATOR_TOKEN: '[secret]',
      DATABASE_URL: 'postgres://me:secret@db/banyan',
      FACADE_PORT: 8080,
    })
    expect(text).not.toContain('hunter2')
  })
})

test.each([
  ['GET', '/nothing', 404, 'not-found'],
  ['GET', '/', 404, 'not-found'],
  ['GET', '/livez/', 404, 'not-found'],
  ['GET', '/__proto__', 404, 'not-found'],
  ['POST', '/livez', 405, 'method-not-allowed'],
  ['POST', '/config', 405, 'method-not-allowed'],
  ['DELETE', '/metrics', 405, 'method-not-allowed'],
])('%s %s is problem %i %s', async (method, path, status, code) => {
  const answer = await get(path, { authorization }, method)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect([answer.status, await answer.json()]).toMatchObject([status, { code, status }])
  expect(answer.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null)
})

test('HEAD answers like GET, without a body', async () => {
  const answer = await get('/metrics', {}, 'HEAD')
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0)
})
