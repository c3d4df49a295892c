// Acts over real sockets, their trail in a real PostgreSQL that can be taken away.
import { silentLog } from '#contracts/process/log.ts'
import { createPool, migrate, type Pool } from '#contracts/process/postgres.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createPostgresAuditStore } from '../audit/audit-store.postgres.ts'
import { type ControlServer, operatorToken, startControlServer } from '../testing/control-server.ts'
import { type SeverableRelay, startSeverableRelay, throughRelay } from '../testing/severable-relay.ts'

let database: TestDatabase
let relay: SeverableRelay
let pool: Pool
let server: ControlServer

beforeAll(async () => {
  database = await createTestDatabase()
  await migrate(database.url, 'control', new URL('../migrations/', import.meta.url), silentLog)
  const { hostname: host, port } = new URL(database.url)
  relay = await startSeverableRelay({ host, port: Number(port) })
  pool = createPool(throughRelay(database.url, relay), silentLog, 4)
})

beforeEach(async () => {
  relay.mend()
  server = await startControlServer({ store: createPostgresAuditStore(pool) })
})

afterEach(() => server.stop())

afterAll(async () => {
  await pool.end()
  await relay.close()
  await database.drop()
})

const bearer = { authorization: `Bearer ${operatorToken}`, 'banyan-actor': 'anna', 'if-match': '*' }
const set = (percent: number, headers = bearer) =>
  server.call('PUT', '/api/journeys/catalog/percentage', { percent, reason: 'test' }, headers)
const flag = async () => (await server.flags.list())[0]

async function newest(limit: number): Promise<unknown> {
  return ((await server.call('GET', `/api/audit?limit=${limit}`)).body as { items: unknown }).items
}

describe('with its database', () => {
  test('a flip is in the trail with what it changed', async () => {
    expect((await set(25)).status).toBe(200)
    expect(await newest(1)).toMatchObject([
      { actor: 'anna', via: 'token', action: 'percentage.set', outcome: 'done', after: { percent: 25 } },
    ])
  })

  test('a stale flip is refused with 412, and that is in the trail', async () => {
    const answer = await set(50, { ...bearer, 'if-match': '"none of them"' })
    expect(answer).toMatchObject({ status: 412, body: { code: 'precondition-failed' } })
    expect(await newest(1)).toMatchObject([{ outcome: 'refused', reason: 'test' }])
  })

  test('an act of a page that is not ours changes nothing', async () => {
    const session = await server.logIn()
    const foreign = { ...session, origin: 'https://evil.example', 'if-match': '*' }
    expect((await set(50, foreign as never)).status).toBe(403)
    expect(await flag()).toMatchObject({ percent: 0 })
  })

  test('the trail is paged by its own entries', async () => {
    for (const percent of [1, 2, 3]) await set(percent)
    const items = (await newest(2)) as { id: string }[]
    const rest = await server.call('GET', `/api/audit?limit=1&target=catalog&olderThan=${items[1]?.id}`)
    expect(rest.body).toMatchObject({ items: [{ after: { percent: 1 } }] })
  })
})

describe('without its database', () => {
  test('a flip is refused with a clear 503 and nothing moves', async () => {
    relay.cut()
    const answer = await set(25)
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(answer.text).toContain('nothing was changed')
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await flag()).toMatchObject({ percent: 0 })
  })

  test.each([
    ['revive', '/api/journeys/catalog/revive', { reason: 'test' }],
    ['import', '/api/imports', { capability: 'catalog' }],
    ['tester token', '/api/tester-tokens', { side: 'new' }],
  ])('a %s is refused', async (_what, path, body) => {
    relay.cut()
    expect((await server.call('POST', path, body, bearer)).status).toBe(503)
  })

  test('a kill goes on, waits on disk for the trail, and gets there when the database is back', async () => {
    await set(25)
    relay.cut()
    const killed = await server.call('POST', '/api/journeys/catalog/kill', { reason: 'errors' }, bearer)
    expect(killed).toMatchObject({ status: 200, body: { enabled: false } })
    expect(await flag()).toMatchObject({ enabled: false })
    expect((await server.call('GET', '/api/status')).body).toMatchObject({ auditWaiting: 2 })
    expect((await server.call('GET', '/api/audit')).status).toBe(503)
    relay.mend()
    await server.trail.catchUp()
    expect(server.trail.waiting()).toBe(0)
    expect(await newest(1)).toMatchObject([
      {
        actor: 'anna',
        action: 'journey.killed',
        reason: 'errors',
        outcome: 'done',
        after: { enabled: false },
      },
    ])
  })

  test('an operator can log in: how else would he kill', async () => {
    relay.cut()
    const session = await server.logIn('anna')
    const killed = await server.call('POST', '/api/journeys/search/kill', {}, session)
    expect(killed.status).toBe(200)
  })
})
