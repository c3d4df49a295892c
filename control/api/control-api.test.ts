import { silentLog } from '#contracts/process/log.ts'
import { readTesterToken } from '#contracts/tester-token.ts'
import { violation } from '../testing/api-document.ts'
import {
  type Answer,
  type ControlServer,
  operatorToken,
  startControlServer,
} from '../testing/control-server.ts'

let server: ControlServer
beforeEach(async () => {
  server = await startControlServer()
})
afterEach(() => server.stop())

const bearer = { authorization: `Bearer ${operatorToken}`, 'banyan-actor': 'anna' }
const percentage = '/api/journeys/catalog/percentage'
const flip = (percent: number, version: string, reason = 'first visitors') =>
  server.call('PUT', percentage, { percent, reason }, { ...bearer, 'if-match': version })
const audit = async () => (await server.trail.read({ limit: 50, target: null, olderThan: null })) as object[]

function expectDocumented(method: string, path: string, answer: Answer): void {
  expect(violation(method, path, answer.status, answer.body)).toBeNull()
}

describe('what can be read', () => {
  test.each([
    ['/api/status'],
    ['/api/journeys'],
    ['/api/journeys?windowSeconds=60'],
    ['/api/figures?windowSeconds=900'],
    ['/api/audit'],
    ['/api/imports'],
    ['/api/openapi.json'],
    ['/api/explain?operation=getProduct'],
    ['/api/session'],
  ])('%s is as documented', async (url) => {
    server.figures.set('getProduct', 'new', { requests: 100, errors: 1 })
    await server.call('POST', '/api/imports', { capability: 'catalog' })
    await flip(5, '*')
    const answer = await server.call('GET', url)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expectDocumented('GET', url.split('?')[0] ?? '', answer)
  })

  test('a journey shows its flag, both sides and the last change', async () => {
    server.figures.set('getProduct', 'legacy', { requests: 90 })
    server.figures.set('getProduct', 'new', { requests: 30, errors: 3 })
    server.figures.setVisitors('catalog', { total: 40, onNew: 10 })
    await flip(25, '*', 'a quarter')
    const answer = await server.call('GET', '/api/journeys/catalog')
    expectDocumented('GET', '/api/journeys/{journey}', answer)
    expect(answer.body).toMatchObject({
      item: {
        journey: 'catalog',
        flag: { enabled: true, percent: 25 },
        actualPercent: { visitors: 25, requests: 25 },
        sides: { legacy: { requests: 90, errors: 0 }, new: { requests: 30, errors: 3, errorPercent: 10 } },
        lastChange: { actor: 'anna', reason: 'a quarter', before: { percent: 0 }, after: { percent: 25 } },
      },
    })
  })

  test('journeys are shown as last known while flags and figures are away, and say so', async () => {
    await flip(25, '*')
    await server.call('GET', '/api/journeys')
    server.flags.away = true
    server.figures.away = true
    const fresh = await startControlServer({ flags: server.flags, figures: server.figures })
    const never = await fresh.call('GET', '/api/journeys')
    await fresh.stop()
    expectDocumented('GET', '/api/journeys', never)
    expect(never.body).toMatchObject({
      flags: { state: 'away', asOf: null, detail: 'The flag server is away.' },
      figures: { state: 'away' },
      items: [{ journey: 'catalog', flag: null }, { journey: 'search' }],
    })
  })

  test('an unknown journey, import and path is a 404 that says what there is', async () => {
    for (const path of ['/api/journeys/cart', '/api/imports/none']) {
      expect((await server.call('GET', path)).body).toMatchObject({ code: 'not-found', status: 404 })
    }
    expect((await server.call('GET', '/api/journeys/cart')).text).toContain('catalog, search')
  })
})

describe('other acts', () => {
  test('an import starts once and is watched by its id', async () => {
    const started = await server.call('POST', '/api/imports', { capability: 'catalog', mode: 'full' })
    expect(started.status).toBe(202)
    expectDocumented('POST', '/api/imports', started)
    expect((await server.call('POST', '/api/imports', { capability: 'catalog' })).status).toBe(200)
    server.sync.advance({ phase: 'products', done: 20, total: 54 })
    const answer = await server.call('GET', started.headers.get('location') ?? '')
    expectDocumented('GET', '/api/imports/{id}', answer)
    expect(answer.body).toMatchObject({ state: 'running', done: 20, total: 54 })
    expect(await audit()).toMatchObject([{ after: { started: false } }, { action: 'import.started' }])
  })

  test('an unknown capability is not imported', async () => {
    expect((await server.call('POST', '/api/imports', { capability: 'cart' })).status).toBe(400)
  })

  test('a tester token works for its side and journey, expires, and stands in no log or trail', async () => {
    const asked = { side: 'new', journey: 'catalog', ttlSeconds: 60 }
    const answer = await server.call('POST', '/api/tester-tokens', asked)
    expect(answer.status).toBe(201)
    expectDocumented('POST', '/api/tester-tokens', answer)
    const { token, expiresAt, header } = answer.body as { token: string; expiresAt: string; header: string }
    const exp = Date.parse(expiresAt) / 1000
    expect(header).toBe('banyan-tester')
    expect(readTesterToken(token, ['a tester secret for tests'])).toEqual({
      side: 'new',
      journey: 'catalog',
      exp,
    })
    expect(JSON.stringify(await audit())).not.toContain(token)
  })

  test('a log-in and a wrong password leave their traces, the password does not', async () => {
    await server.logIn('anna')
    const page = { origin: server.url, 'banyan-console': '1' }
    await server.call('POST', '/api/session', { password: 'my other password', name: 'eve' }, page)
    const entries = await audit()
    expect(entries).toMatchObject([
      { action: 'session.refused', actor: 'eve', via: 'anonymous', outcome: 'refused' },
      { action: 'session.opened', actor: 'anna', outcome: 'done' },
    ])
    expect(JSON.stringify(entries)).not.toContain('my other password')
  })
})

describe('every answer', () => {
  it('forbids inline script and framing, and does not say what it runs on', async () => {
    const { headers } = await server.call('GET', '/api/status')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  it('that fails by our own fault says nothing about it', async () => {
    const broken = await startControlServer({
      log: silentLog,
      explain: () => Promise.reject(new Error('a secret of ours')),
    })
    const answer = await broken.call('GET', '/api/explain?operation=getProduct')
    await broken.stop()
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(answer.text).not.toContain('a secret of ours')
  })
})
