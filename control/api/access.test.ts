// Who is let in, over every endpoint of the document.
import { documentedOperations, violation } from '../testing/api-document.ts'
import {
  type ControlServer,
  operatorPassword,
  operatorToken,
  startControlServer,
} from '../testing/control-server.ts'

let server: ControlServer
beforeAll(async () => {
  server = await startControlServer()
})
afterAll(() => server.stop())

const fill = (path: string) => path.replace('{journey}', 'catalog').replace('{id}', 'x')
const closed = documentedOperations.filter((operation) => !operation.open)
const acts = closed.filter((operation) => operation.method !== 'GET')
const named = (list: typeof closed) => list.map(({ method, path }) => [method, path] as const)

describe('every endpoint', () => {
  test('that anyone may call is known by name', () => {
    const open = documentedOperations.filter((operation) => operation.open)
    expect(named(open)).toEqual([
      ['GET', '/api/openapi.json'],
      ['POST', '/api/session'],
    ])
  })

  describe.each(named(closed))('%s %s', (method, path) => {
    test.each([
      ['without credentials', {}],
      ['with a wrong token', { authorization: `Bearer ${operatorToken}x` }],
      ['with the token as another scheme', { authorization: `Basic ${operatorToken}` }],
      ['with a made-up session', { cookie: 'banyan_session=e30.AAAA' }],
    ])('answers 401 %s', async (_what, headers) => {
      const answer = await server.call(method, fill(path), undefined, headers)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(violation(method, path, 401, answer.body)).toBeNull()
    })
  })

  describe.each(named(acts))('%s %s by session', (method, path) => {
    test.each([
      ['from another origin', (page: object) => ({ ...page, origin: 'https://evil.example' })],
      ['without an origin', ({ origin: _origin, ...page }: Record<string, string>) => page],
      ['without the header', ({ 'banyan-console': _header, ...page }: Record<string, string>) => page],
      ['called cross-site by the browser', (page: object) => ({ ...page, 'sec-fetch-site': 'cross-site' })],
    ])('answers 403 %s', async (_what, change) => {
      const headers = change(await server.logIn()) as Record<string, string>
      const answer = await server.call(method, fill(path), undefined, headers)
      expect(answer.status).toBe(403)
      expect(violation(method, path, 403, answer.body)).toBeNull()
    })
  })

  test('does not exist for who is not let in, whatever its name', async () => {
    expect((await server.call('GET', '/api/secrets', undefined, {})).status).toBe(401)
    expect((await server.call('GET', '/api/secrets')).body).toMatchObject({ code: 'unknown-operation' })
    expect((await server.call('PATCH', '/api/status', undefined, {})).status).toBe(401)
    const patched = await server.call('PATCH', '/api/status')
    expect(patched.status).toBe(405)
    expect(patched.headers.get('allow')).toBe('GET')
  })

  test('reads no body of who is not let in', async () => {
    const answer = await server.call('PUT', '/api/journeys/catalog/percentage', '{', {
      'content-type': 'application/json',
    })
    expect(answer.status).toBe(401)
  })
})

describe('a session', () => {
  const page = () => ({ origin: server.url, 'banyan-console': '1' })

  it('travels in a cookie that no script reads and no other site sends', async () => {
    const answer = await server.call('POST', '/api/session', { password: operatorPassword }, page())
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^banyan_session=[\w-]+\.[\w-]+; Max-Age=43200; Path=\/api; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    )
    expect(violation('POST', '/api/session', 200, answer.body)).toBeNull()
  })

  it('lets its operator read and act', async () => {
    const headers = await server.logIn('anna')
    expect((await server.call('GET', '/api/session', undefined, headers)).body).toMatchObject({
      name: 'anna',
      via: 'session',
    })
    const flip = { percent: 5, reason: 'test' }
    const answer = await server.call('PUT', '/api/journeys/search/percentage', flip, {
      ...headers,
      'if-match': '*',
    })
    expect(answer.status).toBe(200)
  })

  it('ends with the log-out, for copies of its cookie too', async () => {
    const headers = await server.logIn()
    expect((await server.call('DELETE', '/api/session', undefined, headers)).status).toBe(204)
    expect((await server.call('GET', '/api/session', undefined, headers)).status).toBe(401)
  })

  it('gets a new id with every log-in, and the one before ends', async () => {
    const first = await server.logIn()
    const again = await server.call('POST', '/api/session', { password: operatorPassword }, first)
    expect(again.headers.get('set-cookie')).not.toContain(first.cookie)
    expect((await server.call('GET', '/api/session', undefined, first)).status).toBe(401)
  })

  it('is not given to a wrong password, another origin, or a form of another site', async () => {
    const wrong = await server.call('POST', '/api/session', { password: 'guess' }, page())
    expect(wrong.status).toBe(401)
    expect(wrong.headers.get('set-cookie')).toBeNull()
    const elsewhere = { ...page(), origin: 'https://evil.example' }
    const right = { password: operatorPassword }
    expect((await server.call('POST', '/api/session', right, elsewhere)).status).toBe(403)
    const form = { ...page(), 'content-type': 'application/x-www-form-urlencoded' }
    expect((await server.call('POST', '/api/session', 'password=x', form)).status).toBe(415)
  })

  it('cannot be guessed quickly: the right password has to wait too', async () => {
    const throttled = await startControlServer()
    const from = { origin: throttled.url, 'banyan-console': '1' }
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) {
      statuses.push((await throttled.call('POST', '/api/session', { password: `guess ${i}` }, from)).status)
    }
    const right = await throttled.call('POST', '/api/session', { password: operatorPassword }, from)
    await throttled.stop()
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
