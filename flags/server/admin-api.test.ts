import { type ErrorCode, errorTable } from '#contracts/errors.ts'
import { type Call, callsAs } from '../testing/http-answers.ts'
import { type RunningFlags, startFlags } from '../testing/running-flags.ts'

const feature = '/admin/projects/default/features/banyan.catalog'
const strategy = `${feature}/environments/development/strategies/catalog-rollout`
const rollout = (percent: unknown, more: object = {}) => ({
  name: 'flexibleRollout',
  parameters: { groupId: 'catalog:1', rollout: percent, stickiness: 'userId' },
  ...more,
})

describe('admin API', () => {
  let flags: RunningFlags
  let admin: Call
  const send = (method: string, path: string, body?: unknown, headers: { [name: string]: string } = {}) =>
    admin(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  beforeEach(async () => {
    flags = await startFlags()
    admin = callsAs('admin', flags.server.url)
  })
  afterEach(() => flags.stop())

  it('lists flags and shows one with its strategies, in Unleash’s shape', async () => {
    expect((await admin('/admin/projects/default/features')).json).toMatchObject({
      version: 2,
      features: [{ name: 'banyan.catalog', environments: [{ name: 'development', enabled: true }] }, {}],
    })
    const { json, headers } = await admin(feature)
    expect(json).toMatchObject({
      name: 'banyan.catalog',
      project: 'default',
      archived: false,
      environments: [{ name: 'development', enabled: true, strategies: [{ id: 'catalog-rollout' }] }],
      version: 1,
    })
    expect(headers.get('etag')).toBe('"1"')
    expect((await admin(strategy)).json).toMatchObject({ id: 'catalog-rollout', name: 'flexibleRollout' })
  })

  it('replaces a strategy, group and constraints too', async () => {
    const constraints = [{ contextName: 'country', operator: 'IN', values: ['DE'] }]
    const parameters = { groupId: 'catalog:2', rollout: 40, stickiness: 'userId' }
    const { status, json, headers } = await send('PUT', strategy, rollout(0, { constraints, parameters }))
    expect(status).toBe(200)
    expect(json).toMatchObject({ parameters: { ...parameters, rollout: '40' }, constraints })
    expect(headers.get('etag')).toBe('"3"')
  })

  it('patches a strategy as Unleash’s clients do', async () => {
    const patch = [{ op: 'replace', path: '/parameters/rollout', value: '33' }]
    expect((await send('PATCH', strategy, patch)).json).toMatchObject({
      parameters: { groupId: 'catalog:1', rollout: '33', stickiness: 'userId' },
    })
  })

  it('shows a change to clients before it answers the one who made it', async () => {
    const client = callsAs('client', flags.server.url)
    for (const percent of ['11', '22', '33']) {
      await send('PUT', strategy, rollout(percent))
      expect((await client('/client/features')).text).toContain(`"rollout":"${percent}"`)
    }
  })

  it('takes a change on the version that is stored, and on any', async () => {
    expect((await send('PUT', strategy, rollout('5'), { 'if-match': '"1"' })).headers.get('etag')).toBe('"3"')
    expect((await send('PUT', strategy, rollout('6'), { 'if-match': '"3"' })).status).toBe(200)
    expect((await send('PUT', strategy, rollout('7'), { 'if-match': '*' })).status).toBe(200)
  })

  it.each(['"0"', '"2"', 'W/"1"', '1', 'rubbish', '', '"999999999999999999999"'])(
    'refuses a change on %s where another version is stored',
    async (version) => {
      const headers = { 'if-match': version }
      const stale = { status: 412, json: { code: 'precondition-failed' } }
      expect(await send('PUT', strategy, rollout('5'), headers)).toMatchObject(stale)
      const off = `${feature}/environments/development/off`
      expect(await send('POST', off, undefined, headers)).toMatchObject(stale)
      expect((await admin(feature)).headers.get('etag')).toBe('"1"')
    },
  )

  it('remembers who and why, from percent-encoded headers, without control characters', async () => {
    const headers = {
      'x-banyan-actor': encodeURIComponent('Jürgen\u001b[31m'),
      'x-banyan-reason': encodeURIComponent('too many errors — 5 %\n'),
    }
    await send('POST', `${feature}/environments/development/off`, undefined, headers)
    const { json } = await admin('/admin/search/events?feature=IS:banyan.catalog&limit=1')
    expect(json).toMatchObject({
      total: 2,
      events: [
        {
          type: 'feature-environment-disabled',
          createdBy: 'Jürgen [31m',
          reason: 'too many errors — 5 %',
          featureName: 'banyan.catalog',
          environment: 'development',
        },
      ],
    })
  })

  it('serves reads of flags but no change while the store is away', async () => {
    flags.store.setAway(true)
    for (const answer of [
      await send('PUT', strategy, rollout('5')),
      await send('POST', `${feature}/environments/development/off`),
      await admin('/admin/search/events'),
    ]) {
      expect(answer).toMatchObject({ status: 503, json: { code: 'unavailable' } })
    }
    const client = callsAs('client', flags.server.url)
    expect((await client('/client/features')).status).toBe(200)
  })

  const bad: readonly [string, string, unknown, ErrorCode][] = [
    ['PUT', strategy, '{', 'malformed-body'],
    ['PUT', strategy, '', 'invalid-request'],
    ['PUT', strategy, [], 'invalid-request'],
    ['PUT', strategy, { name: 'default' }, 'invalid-request'],
    ['PUT', strategy, rollout('101'), 'invalid-request'],
    ['PUT', strategy, rollout('-1'), 'invalid-request'],
    ['PUT', strategy, rollout('5.5'), 'invalid-request'],
    ['PUT', strategy, rollout('1e1'), 'invalid-request'],
    ['PUT', strategy, rollout(null), 'invalid-request'],
    ['PUT', strategy, rollout('5', { disabled: true }), 'invalid-request'],
    ['PUT', strategy, rollout('5', { segments: [1] }), 'invalid-request'],
    [
      'PUT',
      strategy,
      rollout('5', { constraints: [{ contextName: 'a', operator: 'ODD' }] }),
      'invalid-request',
    ],
    [
      'PUT',
      strategy,
      { ...rollout('5'), parameters: { rollout: '5', groupId: 'g', stickiness: 'random' } },
      'invalid-request',
    ],
    [
      'PUT',
      strategy,
      { ...rollout('5'), parameters: { rollout: '5', groupId: 'a\u0000b', stickiness: 'userId' } },
      'invalid-request',
    ],
    [
      'PUT',
      strategy,
      '{"name":"flexibleRollout","parameters":{"groupId":"\\ud800","rollout":"5","stickiness":"userId"}}',
      'invalid-request',
    ],
    ['PUT', strategy, `{"__proto__":{"x":1},"pad":"${'x'.repeat(70_000)}"}`, 'body-too-large'],
    ['PUT', strategy.replace('catalog-rollout', 'nothing'), rollout('5'), 'not-found'],
    ['PUT', strategy.replace('banyan.catalog', 'banyan.nothing'), rollout('5'), 'not-found'],
    ['PUT', strategy.replace('banyan.catalog', '%00'), rollout('5'), 'not-found'],
    ['PUT', strategy.replace('banyan.catalog', '%ff'), rollout('5'), 'invalid-request'],
    ['PATCH', strategy, [{ op: 'replace', path: '/parameters/rollout', value: 'x' }], 'invalid-request'],
    ['PATCH', strategy, [{ op: 'replace', path: '/__proto__/x', value: 'x' }], 'invalid-request'],
    ['PATCH', strategy, [{ op: 'remove', path: '/constraints' }], 'invalid-request'],
    ['PATCH', strategy, [], 'invalid-request'],
    ['DELETE', strategy, undefined, 'method-not-allowed'],
    ['POST', '/admin/projects/default/features', { name: 'x' }, 'method-not-allowed'],
    ['GET', '/admin/search/events?limit=0', undefined, 'invalid-request'],
    ['GET', '/admin/search/events?limit=x', undefined, 'invalid-request'],
    ['GET', '/admin/search/events?feature=banyan.catalog', undefined, 'invalid-request'],
    ['GET', '/admin/search/events?feature=IS:a&feature=IS:b', undefined, 'invalid-request'],
    ['GET', '/admin/projects/other/features', undefined, 'not-found'],
  ]
  it.each(bad)(
    'answers %s %s with %j by a problem, and changes nothing',
    async (method, path, body, code) => {
      const before = await flags.store.read()
      const answer = await send(method, path, body)
      const { status } = errorTable[code]
      expect(answer).toMatchObject({ status, json: { code, status } })
      expect(answer.text).not.toContain('node_modules')
      expect(await flags.store.read()).toEqual(before)
    },
  )

  it('refuses an actor that is not percent-encoded UTF-8', async () => {
    const answer = await send('PUT', strategy, rollout('5'), { 'x-banyan-actor': '%ff' })
    expect(answer.json).toMatchObject({ code: 'invalid-request' })
  })
})
