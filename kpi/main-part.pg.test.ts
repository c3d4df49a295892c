import { silentLog } from '#contracts/process/log.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createEventLog } from './events/create-event-log.ts'
import { exampleExposure, exampleRow, exampleSummary } from './events/example-events.ts'
import { type Figures, lastSeconds } from './figures/figures.ts'
import { startKpi } from './main-part.ts'

const now = () => new Date().toISOString()

describe('the figures part of a process', () => {
  let database: TestDatabase

  beforeEach(async () => {
    database = await createTestDatabase()
  })

  afterEach(() => database.drop())

  async function untilRequests(figures: Figures, count: number): Promise<void> {
    for (;;) {
      const { journeys } = await figures.figures(lastSeconds(3_600))
      if (journeys.reduce((sum, j) => sum + j.legacy.requests + j.new.requests, 0) >= count) return
    }
  }

  it('shows what was appended, over restarts, each event once', async () => {
    const settings = { databaseUrl: database.url, log: silentLog }
    const facade = createEventLog(settings)
    await facade.append([
      exampleExposure('e1', { side: 'new' }, now()),
      exampleSummary('s1', now(), [exampleRow([0.1], { side: 'new' })]),
    ])
    for (const restart of [1, 2]) {
      const eventLog = createEventLog(settings)
      const kpi = await startKpi({ ...settings, eventLog })
      await facade.append([exampleSummary(`again-${restart}`, now(), [exampleRow([0.1])])])
      await untilRequests(kpi.figures, 1 + restart)
      const { journeys } = await kpi.figures.figures(lastSeconds(3_600))
      const catalog = journeys.find((j) => j.journey === 'catalog')
      expect([catalog?.new.requests, catalog?.legacy.requests]).toEqual([1, restart])
      expect(catalog?.actualPercent.visitors).toBe(100)
      await kpi.stop()
      await eventLog.close()
    }
    await facade.close()
  })
})
