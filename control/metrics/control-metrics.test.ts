import { BanyanError } from '#contracts/errors.ts'
import { type ControlServer, operatorToken, startControlServer } from '../testing/control-server.ts'
import { createControlMetrics } from './control-metrics.ts'
import { metricsRoute } from './metrics-route.ts'

const serviceToken = 'the-service-token-for-tests'
let server: ControlServer
beforeEach(async () => {
  const metrics = createControlMetrics(() => server.statusNow())
  server = await startControlServer({
    metrics: metricsRoute(metrics.registry, serviceToken),
    countActs: metrics.counted,
  })
})
afterEach(() => server.stop())

const scrape = async () =>
  (await server.call('GET', '/metrics', undefined, { authorization: `Bearer ${serviceToken}` })).text

test.each([
  ['nobody', {}],
  ['the operator', { authorization: `Bearer ${operatorToken}` }],
  ['a guess', { authorization: 'Bearer x' }],
])('%s does not get the figures', async (_who, headers) => {
  const answer = await server.call('GET', '/metrics', undefined, headers)
  expect(answer.status).toBe(401)
  expect(answer.text).not.toContain('banyan_control')
})

test('every dependency has a height', async () => {
  const [first, second, ...others] = server.status.view.dependencies
  if (!first || !second) throw new Error('no dependencies')
  server.status.view = {
    ...server.status.view,
    dependencies: [{ ...first, state: 'away' }, { ...second, state: 'degraded' }, ...others],
  }
  const text = await scrape()
  expect(text).toContain(`banyan_control_dependency_up{dependency="${first.name}"} 0\n`)
  expect(text).toContain(`banyan_control_dependency_up{dependency="${second.name}"} 0.5\n`)
  for (const { name } of others) {
    expect(text).toContain(`banyan_control_dependency_up{dependency="${name}"} 1\n`)
  }
})

test('acts are counted by how they end', async () => {
  await server.call('POST', '/api/journeys/catalog/kill')
  await server.call('POST', '/api/journeys/search/kill')
  await server.trail
    .record(
      {
        ...{ actor: 'ann', via: 'token', action: 'import.started', target: 'catalog', reason: null },
        ...{ before: null, withoutStore: 'refuse' },
      },
      () => Promise.reject(new BanyanError('unavailable')),
    )
    .catch(() => undefined)
  const text = await scrape()
  expect(text).toContain('banyan_control_acts_total{action="journey.killed",outcome="done"} 2')
  expect(text).toContain('banyan_control_acts_total{action="import.started",outcome="not-done"} 1')
  expect(text).toContain('banyan_control_audit_waiting 0')
})
