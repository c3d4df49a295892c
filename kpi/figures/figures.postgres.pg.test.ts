import { randomUUID } from 'node:crypto'
import { silentLog } from '#contracts/process/log.ts'
import { createPool, migrate, type Pool } from '#contracts/process/postgres.ts'
import type { Side } from '#contracts/sides.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { exampleExposure, exampleRow, exampleSummary } from '../events/example-events.ts'
import { createMemoryFigures } from './figures.memory.ts'
import { createPostgresFigures } from './figures.postgres.ts'
import { figuresRules, suiteNow } from './figures.suite.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  await migrate(database.url, 'kpi', new URL('./migrations/', import.meta.url), silentLog)
  pool = createPool(database.url, silentLog)
})

beforeEach(() => pool.query('TRUNCATE kpi.windows, kpi.visitors, kpi.folded, kpi.positions'))

afterAll(async () => {
  await pool.end()
  await database.drop()
})

describe('figures in PostgreSQL', () => {
  figuresRules(async (now) => createPostgresFigures(pool, { now }))

  const now = () => suiteNow
  const at = (secondsAgo: number) => new Date(suiteNow - secondsAgo * 1_000).toISOString()
  const period = { since: at(3_600), until: at(0) }

  it('takes a batch whole or not at all, with its position', async () => {
    const store = createPostgresFigures(pool, { now })
    const broken = exampleExposure('b', { visitorId: 'not\u0000storable' }, at(5))
    const events = [exampleSummary('a', at(10), [exampleRow([0.1])]), broken]
    const applied = store.consumer.apply({ stretch: '0', position: '1', events })
    await expect(applied).rejects.toMatchObject({ code: 'unavailable' })
    expect(await store.consumer.position('0')).toBeNull()
    await store.consumer.apply({ stretch: '0', position: '1', events: events.slice(0, 1) })
    const { journeys } = await store.figures(period)
    expect(journeys.find((j) => j.journey === 'catalog')?.legacy.requests).toBe(1)
  })

  it('agrees with the figures in memory, also when several consumers fold at once', async () => {
    const memory = createMemoryFigures({ now })
    const stores = [createPostgresFigures(pool, { now }), createPostgresFigures(pool, { now })]
    const random = (n: number) => Math.floor(Math.random() * n)
    const side = (): Side => (random(2) ? 'new' : 'legacy')
    const batches = Array.from({ length: 20 }, (_, i) => {
      const summaries = Array.from({ length: 20 }, () => {
        const rows = Array.from({ length: 5 }, () =>
          exampleRow([Math.random(), Math.random()], { side: side(), statusClass: random(2) ? 2 : 5 }),
        )
        return exampleSummary(randomUUID(), at(random(4_000)), rows)
      })
      const exposures = Array.from({ length: 50 }, () =>
        exampleExposure(randomUUID(), { visitorId: `v${random(80)}`, side: side() }, at(random(4_000))),
      )
      return { stretch: '0', position: String(i), events: [...summaries, ...exposures] }
    })
    for (const batch of batches) await memory.consumer.apply(batch)
    await Promise.all([...batches, ...batches].map((batch, i) => stores[i % 2]?.consumer.apply(batch)))
    const [expected, found] = [await memory.figures(period), await stores[0]?.figures(period)]
    const rounded = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (_, v) => (typeof v === 'number' ? Number(v.toPrecision(9)) : v))
    expect(rounded(found)).toEqual(rounded(expected))
  })

  it('says unavailable when its database is away', async () => {
    const away = createPool('postgres://nobody:nothing@127.0.0.1:1/none', silentLog)
    const store = createPostgresFigures(away, { now })
    await expect(store.figures(period)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.consumer.position('0')).rejects.toMatchObject({ code: 'unavailable' })
    await away.end()
  })
})
