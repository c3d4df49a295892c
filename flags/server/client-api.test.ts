import { type ErrorCode, errorTable } from '#contracts/errors.ts'
import { ask, type Call, callsAs } from '../testing/http-answers.ts'
import { type RunningFlags, startFlags, tokens } from '../testing/running-flags.ts'
import { until } from '../testing/until.ts'
import { toPercent } from './flag-store.suite.ts'

const json = { 'content-type': 'application/json' }
const post = (body: unknown) => ({ method: 'POST', headers: json, body: JSON.stringify(body) })

describe('client API', () => {
  let flags: RunningFlags
  let client: Call
  beforeEach(async () => {
    flags = await startFlags()
    client = callsAs('client', flags.server.url)
  })
  afterEach(() => flags.stop())

  it('gives the features in Unleash’s shape', async () => {
    const { status, json: body, headers } = await client('/client/features')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('application/json')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(body).toMatchObject({
      version: 2,
      segments: [],
      features: [
        {
          name: 'banyan.catalog',
          type: 'release',
          enabled: true,
          project: 'default',
          stale: false,
          impressionData: false,
          variants: [],
          strategies: [
            {
              name: 'flexibleRollout',
              constraints: [],
              variants: [],
              parameters: { groupId: 'catalog:1', rollout: '0', stickiness: 'userId' },
            },
          ],
        },
        { name: 'banyan.search' },
      ],
    })
  })

  it('answers 304 while nothing has changed, and anew after a change', async () => {
    const etag = (await client('/client/features')).headers.get('etag') ?? ''
    const known = { headers: { 'if-none-match': etag } }
    const unchanged = await client('/client/features', known)
    expect([unchanged.status, unchanged.text]).toEqual([304, ''])
    await flags.admin.setPercent('catalog', 5, { actor: 'a', reason: 'r' })
    const changed = await client('/client/features', known)
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
  })

  it('takes registrations, and usage into its figures under names of journeys only', async () => {
    expect((await client('/client/register', post({ appName: 'x', strategies: [] }))).status).toBe(202)
    const toggles = { 'banyan.catalog': { yes: 3, no: 4, variants: {} }, evil: { yes: 9, no: 9 } }
    expect((await client('/client/metrics', post({ appName: 'x', bucket: { toggles } }))).status).toBe(202)
    const metrics = (await ask(flags.server.url.replace('/api', '/metrics'), {})).text
    expect(metrics).toContain('banyan_flag_evaluations_total{journey="catalog",outcome="new"} 3')
    expect(metrics).toContain('banyan_flag_evaluations_total{journey="catalog",outcome="legacy"} 4')
    expect(metrics).not.toContain('evil')
  })

  it('goes on from memory while the store is away, and catches up when it is back', async () => {
    const before = await client('/client/features')
    flags.store.setAway(true)
    expect(await client('/client/features')).toMatchObject({ status: 200, text: before.text })
    const ready = await ask(flags.server.url.replace('/api', '/readyz'), {})
    expect(ready.status).toBe(200)
    flags.store.setAway(false)
    await flags.store.change(toPercent(9))
    await until(async () => (await client('/client/features')).text.includes('"rollout":"9"'))
  })

  it.each(['', 'wrong', `${tokens.client} `, tokens.client.slice(0, -1), `Bearer ${tokens.client}`])(
    'refuses the token %j with a problem',
    async (token) => {
      const answer = await ask(`${flags.server.url}/client/features`, { authorization: `x${token}` })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(answer.json).toMatchObject({ code: 'unauthenticated', status: 401 })
    },
  )

  it('takes no token of the other kind, and none at all', async () => {
    const admin = callsAs('admin', flags.server.url)
    for (const path of ['/client/features', '/client/streaming']) {
      expect((await admin(path)).json).toMatchObject({ code: 'forbidden' })
      expect((await ask(`${flags.server.url}${path}`, {})).json).toMatchObject({ code: 'unauthenticated' })
    }
    expect((await client('/admin/projects/default/features')).json).toMatchObject({ code: 'forbidden' })
  })

  it.each([
    ['GET', '/client/nothing', undefined, 'not-found'],
    ['GET', '/client/%', undefined, 'not-found'],
    ['DELETE', '/client/features', undefined, 'method-not-allowed'],
    ['POST', '/client/register', '{', 'malformed-body'],
    ['POST', '/client/register', '{}', 'invalid-request'],
    ['POST', '/client/register', '"x"', 'malformed-body'],
    [
      'POST',
      '/client/metrics',
      '{"appName":"x","bucket":{"toggles":{"a":{"yes":-1,"no":0}}}}',
      'invalid-request',
    ],
    [
      'POST',
      '/client/metrics',
      '{"appName":"x","bucket":{"toggles":{"a":{"yes":1e999,"no":0}}}}',
      'invalid-request',
    ],
    ['POST', '/client/metrics', `"${'x'.repeat(300_000)}"`, 'body-too-large'],
    ['POST', '/client/metrics', `{"a":${'['.repeat(50_000)}`, 'malformed-body'],
  ] satisfies [string, string, string | undefined, ErrorCode][])(
    'answers %s %s with %j by a problem',
    async (method, path, body, code) => {
      const { status } = errorTable[code]
      const answer = await client(path, { method, headers: json, ...(body === undefined ? {} : { body }) })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      if (code)
        expect(answer.json).toMatchObject({ code, status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
    },
  )

  it('opens no stream for HEAD', async () => {
    expect((await client('/client/streaming', { method: 'HEAD' })).status).toBe(405)
  })

  it('is not ready before the store has been read', async () => {
    const early = await startFlags()
    early.store.setAway(true)
    const server = await startFlags({ store: early.store })
    const call = callsAs('client', server.server.url)
    expect((await ask(server.server.url.replace('/api', '/readyz'), {})).status).toBe(503)
    expect((await ask(server.server.url.replace('/api', '/livez'), {})).status).toBe(200)
    expect(await call('/client/features')).toMatchObject({ status: 503, json: { code: 'unavailable' } })
    expect(await call('/client/streaming')).toMatchObject({ status: 503, json: { code: 'unavailable' } })
    await server.stop()
    await early.stop()
  })
})
