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
const etag = async () => (await server.call('GET', '/api/journeys/catalog')).headers.get('etag') ?? ''
const audit = async () => (await server.trail.read({ limit: 50, target: null, olderThan: null })) as object[]

function expectDocumented(method: string, path: string, answer: Answer): void {
  expect(violation(method, path, answer.status, answer.body)).toBeNull()
}

describe('a flip', () => {
  it('answers the flag as it now stands, with its new ETag', async () => {
    const before = await etag()
    const answer = await flip(25, before)
    expectDocumented('PUT', '/api/journeys/{journey}/percentage', answer)
    expect(answer.body).toMatchObject({ journey: 'catalog', percent: 25, enabled: true })
    expect(answer.headers.get('etag')).toBe(await etag())
    expect(answer.headers.get('etag')).not.toBe(before)
  })

  it('without If-Match is refused with 428 and changes nothing', async () => {
    const answer = await server.call('PUT', percentage, { percent: 25, reason: 'x' })
    expect(answer).toMatchObject({ status: 428, body: { code: 'precondition-required' } })
    expectDocumented('PUT', '/api/journeys/{journey}/percentage', answer)
    expect(await server.flags.history('catalog', 10)).toEqual([])
  })

  it('decided on an old version is refused with 412, who was faster, and what the flag is now', async () => {
    const stale = await etag()
    await server.call(
      'PUT',
      percentage,
      { percent: 50, reason: 'half' },
      { ...bearer, 'banyan-actor': 'bert', 'if-match': stale },
    )
    const answer = await flip(25, stale)
    expect(answer.status).toBe(412)
    expectDocumented('PUT', '/api/journeys/{journey}/percentage', answer)
    expect(answer.headers.get('etag')).toBe(await etag())
    expect(answer.body).toMatchObject({
      code: 'precondition-failed',
      errors: [{ pointer: '/percent', detail: 'is now 50' }, {}],
    })
    expect(answer.text).toContain('bert')
    expect(answer.text).toContain('half')
    expect((await server.flags.list())[0]?.percent).toBe(50)
  })

  it('that loses a race at the flag server is a 412 too', async () => {
    const list = server.flags.list
    const racing = { ...server.flags, list, setPercent: server.flags.setPercent }
    const slow = await startControlServer({
      flags: {
        ...racing,
        setPercent: async (journey, percent, act, version) => {
          await racing.setPercent(journey, 99, { actor: 'bert', reason: 'faster' })
          return racing.setPercent(journey, percent, act, version)
        },
      },
    })
    const body = { percent: 25, reason: 'x' }
    const answer = await slow.call('PUT', percentage, body, { ...bearer, 'if-match': await etag() })
    await slow.stop()
    expect(answer).toMatchObject({ status: 412 })
    expect(answer.text).toContain('bert')
  })

  it('one of many at once wins', async () => {
    const version = await etag()
    const answers = await Promise.all([10, 20, 30, 40, 50].map((percent) => flip(percent, version)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412, 412, 412, 412])
  })

  test.each([
    ['no percentage', { reason: 'x' }, '/percent'],
    ['no reason', { percent: 5 }, '/reason'],
    ['an empty reason', { percent: 5, reason: ' \u200b ' }, '/reason'],
    ['more than 100', { percent: 101, reason: 'x' }, '/percent'],
    ['less than 0', { percent: -1, reason: 'x' }, '/percent'],
    ['half a percent', { percent: 0.5, reason: 'x' }, '/percent'],
    ['a percentage as text', { percent: '25', reason: 'x' }, '/percent'],
    ['something unknown', { percent: 25, reason: 'x', actor: 'root' }, '/'],
    ['a list', [25], '/'],
    ['a very long reason', { percent: 25, reason: 'x'.repeat(501) }, '/reason'],
  ])('with %s is refused with 400 and where', async (_what, body, pointer) => {
    const answer = await server.call('PUT', percentage, body, { ...bearer, 'if-match': '*' })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ pointer }] } })
    expect(await server.flags.history('catalog', 10)).toEqual([])
  })

  test.each([
    ['malformed JSON', '{"percent":', 'application/json', '400 malformed-body'],
    ['another type', 'percent=25', 'text/plain', '415 unsupported-media-type'],
    ['17 kB', JSON.stringify({ reason: 'x'.repeat(17_000) }), 'application/json', '413 body-too-large'],
    ['a polluted prototype', '{"__proto__":{"percent":25}}', 'application/json', '400 invalid-request'],
  ])('with %s is refused and leaks nothing', async (_what, body, type, expected) => {
    const headers = { ...bearer, 'if-match': '*', 'content-type': type }
    const answer = await server.call('PUT', percentage, body, headers)
    expect(`${answer.status} ${(answer.body as { code: string }).code}`).toBe(expected)
    expect(answer.text).not.toMatch(/node_modules|\.ts|at /)
  })

  it('leaves its trace: who, what, why, before and after', async () => {
    await flip(25, '*', 'a quarter')
    expect(await audit()).toMatchObject([
      {
        actor: 'anna',
        via: 'token',
        action: 'percentage.set',
        target: 'catalog',
        reason: 'a quarter',
        before: { percent: 0, enabled: true },
        after: { percent: 25, enabled: true },
        outcome: 'done',
      },
    ])
  })

  it('that was refused or failed leaves its trace too', async () => {
    await flip(25, '"old"')
    server.flags.away = true
    const failed = await flip(25, '*')
    expect(failed).toMatchObject({
      status: 503,
      body: { code: 'unavailable', detail: 'The flag server is away.' },
    })
    expect(await audit()).toMatchObject([{ outcome: 'failed' }, { outcome: 'refused' }])
  })
})

describe('kill and revive', () => {
  it('kills without a version and without a reason, twice as well as once', async () => {
    await flip(25, '*')
    for (let i = 0; i < 2; i++) {
      const answer = await server.call('POST', '/api/journeys/catalog/kill')
      expectDocumented('POST', '/api/journeys/{journey}/kill', answer)
      expect(answer.body).toMatchObject({ enabled: false, percent: 25 })
    }
  })

  it('revives at the percentage that is set, with a reason', async () => {
    await flip(25, '*')
    await server.call('POST', '/api/journeys/catalog/kill', { reason: 'errors' })
    const revive = '/api/journeys/catalog/revive'
    expect((await server.call('POST', revive)).status).toBe(400)
    const stale = await server.call('POST', revive, { reason: 'x' }, { ...bearer, 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    const answer = await server.call(
      'POST',
      revive,
      { reason: 'fixed' },
      { ...bearer, 'if-match': await etag() },
    )
    expectDocumented('POST', '/api/journeys/{journey}/revive', answer)
    expect(answer.body).toMatchObject({ enabled: true, percent: 25 })
  })

  it('shows every flip in the history, newest first', async () => {
    await flip(25, '*')
    await server.call('POST', '/api/journeys/catalog/kill', { reason: 'errors' })
    const answer = await server.call('GET', '/api/journeys/catalog/history?limit=1')
    expectDocumented('GET', '/api/journeys/{journey}/history', answer)
    expect(answer.body).toMatchObject({ items: [{ reason: 'errors', after: { enabled: false } }] })
  })
})
