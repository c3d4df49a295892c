// What figures promise; run over each implementation.
import type { BanyanEvent, RequestRow } from '#contracts/events/events.ts'
import { operations } from '#contracts/operations.ts'
import type { Side } from '#contracts/sides.ts'
import { exampleExposure, exampleRow, exampleSummary } from '../events/example-events.ts'
import type { Figures, JourneyFigures, OperationFigures, Period } from './figures.ts'
import type { FiguresStore } from './figures-store.ts'

/** The time that the stores of this suite take for now. */
export const suiteNow = Date.parse('2026-03-01T12:00:00.000Z')

const ago = (seconds: number) => new Date(suiteNow - seconds * 1_000).toISOString()
const lastMinute: Period = { since: ago(60), until: ago(0) }

async function operation(store: Figures, id: string, period: Period): Promise<OperationFigures> {
  const { journeys } = await store.figures(period)
  const found = journeys.flatMap((journey) => journey.operations).find((o) => o.operation === id)
  if (found === undefined) throw new Error(`no figures of ${id}`)
  return found
}

async function journey(store: Figures, name: string, period: Period): Promise<JourneyFigures> {
  const found = (await store.figures(period)).journeys.find((j) => j.journey === name)
  if (found === undefined) throw new Error(`no figures of ${name}`)
  return found
}

/** @param create makes an empty store whose clock stands at `now()` */
export function figuresRules(create: (now: () => number) => Promise<FiguresStore>): void {
  let store: FiguresStore
  let now: number
  let position: number

  beforeEach(async () => {
    now = suiteNow
    position = 0
    store = await create(() => now)
  })

  const apply = (...events: BanyanEvent[]) =>
    store.consumer.apply({ stretch: '0', position: String(position++), events })
  const summary = (id: string, at: string, ...rows: RequestRow[]) => apply(exampleSummary(id, at, rows))

  describe('requests', () => {
    it('shows every journey and operation of the contract, also where nothing happened', async () => {
      const { journeys } = await store.figures(lastMinute)
      const shown = journeys.flatMap((j) => j.operations.map((o) => [j.journey, o.capability, o.operation]))
      expect(shown.sort()).toEqual(operations.map((o) => [o.journey, o.capability, o.id]).sort())
      expect(journeys[0]?.legacy).toMatchObject({
        requests: 0,
        errorPercent: null,
        meanMs: null,
        p99Ms: null,
      })
      expect(journeys[0]?.actualPercent).toEqual({ visitors: null, requests: null })
    })

    it('counts requests and errors of each side', async () => {
      await summary(
        'a',
        ago(30),
        exampleRow([0.1, 0.1, 0.1], { side: 'new' }),
        exampleRow([0.1], { side: 'new', statusClass: 5 }),
        exampleRow([0.1, 0.1], { side: 'legacy', statusClass: 4 }),
        exampleRow([0.1], { side: 'legacy', reason: 'fallback' }),
      )
      const figures = await operation(store, 'getProduct', lastMinute)
      expect(figures.new).toMatchObject({ requests: 4, errors: 1, errorPercent: 25, fallbacks: 0 })
      expect(figures.legacy).toMatchObject({ requests: 3, errors: 0, errorPercent: 0, fallbacks: 1 })
      expect(figures.new.requestsPerSecond).toBeCloseTo(4 / 60)
    })

    it('tells quantiles within 1 % and the mean exactly', async () => {
      const durations = Array.from({ length: 1_000 }, (_, i) => (i + 1) / 1_000)
      await summary('a', ago(30), exampleRow(durations.slice(0, 400)))
      await summary('b', ago(20), exampleRow(durations.slice(400)))
      const { legacy } = await operation(store, 'getProduct', lastMinute)
      expect(legacy.meanMs).toBeCloseTo(500.5)
      const quantiles = [legacy.p50Ms, legacy.p95Ms, legacy.p99Ms].map(Number)
      for (const [i, exact] of [500, 950, 990].entries()) {
        expect(Math.abs((quantiles[i] ?? 0) / exact - 1)).toBeLessThan(0.012)
      }
    })

    it('adds up what several façades answered in one window', async () => {
      const row = exampleRow([0.2, 0.3], { side: 'new' })
      await summary('a', ago(30), row)
      await summary('b', ago(30), row, exampleRow([0.2], { side: 'new', reason: 'tester' }))
      expect((await operation(store, 'getProduct', lastMinute)).new.requests).toBe(5)
    })

    it('counts an event once, however often it comes', async () => {
      const event = exampleSummary('a', ago(30), [exampleRow([0.2])])
      await apply(event, event)
      await apply(event)
      expect((await operation(store, 'getProduct', lastMinute)).legacy.requests).toBe(1)
    })

    it('counts what lies in the period, and nothing else', async () => {
      await summary('early', ago(70), exampleRow([0.1]))
      await summary('first', ago(60), exampleRow([0.1, 0.1]))
      await summary('late', ago(0), exampleRow([0.1, 0.1, 0.1]))
      expect((await operation(store, 'getProduct', lastMinute)).legacy.requests).toBe(2)
    })

    it('divides by the time that has passed where the period reaches into the future', async () => {
      const figures = await store.figures({ since: ago(30), until: ago(-570) })
      expect(figures.seconds).toBe(30)
    })

    it('sums a journey up over its operations', async () => {
      await summary(
        'a',
        ago(30),
        exampleRow([0.1], { operation: 'getProduct' }),
        exampleRow([0.9], { operation: 'listProducts' }),
        exampleRow([0.5], { operation: 'searchProducts', journey: 'search', capability: 'search' }),
      )
      const catalog = await journey(store, 'catalog', lastMinute)
      expect(catalog.legacy.requests).toBe(2)
      expect(catalog.legacy.meanMs).toBeCloseTo(500)
      expect(catalog.operations.reduce((sum, o) => sum + o.legacy.requests, 0)).toBe(2)
      expect((await journey(store, 'search', lastMinute)).legacy.requests).toBe(1)
    })

    it('draws a series without gaps, each request in its step', async () => {
      await summary('a', ago(60), exampleRow([0.1]))
      await summary('b', ago(20), exampleRow([0.2, 0.2]), exampleRow([0.2], { statusClass: 5 }))
      const { legacy } = await operation(store, 'getProduct', lastMinute)
      expect(legacy.series.map((point) => point.requests)).toEqual([1, 0, 0, 0, 3, 0])
      expect(legacy.series.map((point) => point.errors)).toEqual([0, 0, 0, 0, 1, 0])
      expect(legacy.series[1]?.p95Ms).toBeNull()
      expect(legacy.series[4]?.p95Ms).toBeCloseTo(200, -1)
      expect(legacy.series[4]?.at).toBe(ago(20))
    })

    it.each([600, 3_600, 6 * 3_600, 86_400, 7 * 86_400])(
      'sums up alike over the last %i s',
      async (seconds) => {
        const ages = [30, 400, 3_000, 20_000, 80_000, 500_000]
        for (const [i, age] of ages.entries()) await summary(`e${i}`, ago(age), exampleRow([0.1]))
        const { legacy } = await operation(store, 'getProduct', { since: ago(seconds), until: ago(0) })
        expect(legacy.requests).toBe(ages.filter((age) => age <= seconds).length)
        expect(legacy.series.reduce((sum, point) => sum + point.requests, 0)).toBe(legacy.requests)
      },
    )

    it('refuses a period that is none', async () => {
      const backwards = { since: ago(0), until: ago(60) }
      await expect(store.figures(backwards)).rejects.toMatchObject({ code: 'invalid-request' })
    })
  })

  describe('visitors', () => {
    const exposed = (visitorId: string, side: Side, secondsAgo: number, more: object = {}) =>
      exampleExposure(`${visitorId}-${side}-${secondsAgo}`, { visitorId, side, ...more }, ago(secondsAgo))

    it('counts distinct visitors of each side and tells the new side’s share', async () => {
      await apply(exposed('a', 'legacy', 50), exposed('b', 'legacy', 40), exposed('c', 'legacy', 40))
      await apply(exposed('d', 'new', 40), exposed('d', 'new', 30), exposed('a', 'legacy', 10))
      const { attempts, actualPercent } = await journey(store, 'catalog', lastMinute)
      expect(attempts).toEqual([{ groupId: 'catalog:1', legacy: 3, new: 1, visitors: 4, latestNew: 1 }])
      expect(actualPercent.visitors).toBe(25)
    })

    it('counts one who was moved on both sides, and takes his latest for the share', async () => {
      await apply(exposed('a', 'legacy', 50), exposed('b', 'legacy', 50))
      await apply(exposed('a', 'new', 20))
      const { attempts, actualPercent } = await journey(store, 'catalog', lastMinute)
      expect(attempts).toEqual([{ groupId: 'catalog:1', legacy: 2, new: 1, visitors: 2, latestNew: 1 }])
      expect(actualPercent.visitors).toBe(50)
    })

    it('takes the latest exposure also where it comes first', async () => {
      await apply(exposed('a', 'new', 10))
      await apply(exposed('a', 'legacy', 50), exposed('a', 'new', 90))
      const { attempts } = await journey(store, 'catalog', lastMinute)
      expect(attempts).toEqual([{ groupId: 'catalog:1', legacy: 1, new: 1, visitors: 1, latestNew: 1 }])
    })

    it('keeps attempts and journeys apart', async () => {
      await apply(
        exposed('a', 'new', 30),
        exposed('a', 'legacy', 20, { groupId: 'catalog:2' }),
        exposed('a', 'legacy', 20, { journey: 'search', groupId: 'search:1' }),
      )
      const catalog = await journey(store, 'catalog', lastMinute)
      expect(catalog.attempts.map((a) => [a.groupId, a.legacy, a.new])).toEqual([
        ['catalog:1', 0, 1],
        ['catalog:2', 1, 0],
      ])
      expect((await journey(store, 'search', lastMinute)).attempts).toHaveLength(1)
    })

    it('counts nobody whose side was not drawn', async () => {
      await apply(
        exposed('tester', 'new', 30, { reason: 'tester' }),
        exposed('only', 'legacy', 30, { reason: 'capability' }),
        exposed('killed', 'legacy', 30, { reason: 'kill' }),
        exposed('without', 'legacy', 30, { reason: 'default' }),
      )
      const { attempts } = await journey(store, 'catalog', lastMinute)
      expect(attempts).toEqual([{ groupId: 'catalog:1', legacy: 2, new: 0, visitors: 2, latestNew: 0 }])
    })

    it('leaves out who was not exposed in the period', async () => {
      await apply(exposed('early', 'new', 61), exposed('late', 'new', 0), exposed('in', 'new', 60))
      const { attempts } = await journey(store, 'catalog', lastMinute)
      expect(attempts.map((a) => a.new)).toEqual([1])
    })

    it('tells the share of requests, whoever drew them', async () => {
      await summary('a', ago(30), exampleRow([0.1, 0.1, 0.1]), exampleRow([0.1], { side: 'new' }))
      expect((await journey(store, 'catalog', lastMinute)).actualPercent).toEqual({
        visitors: null,
        requests: 25,
      })
    })
  })

  describe('what is stored', () => {
    it('includes where the consumer stands in each stretch', async () => {
      expect(await store.consumer.position('0')).toBeNull()
      await store.consumer.apply({ stretch: '0', position: '7', events: [] })
      await store.consumer.apply({ stretch: '1', position: '3', events: [] })
      await store.consumer.apply({ stretch: '0', position: '12', events: [] })
      expect(await Promise.all(['0', '1', '2'].map(store.consumer.position))).toEqual(['12', '3', null])
    })

    it('is forgotten in time: short windows first, long ones after years', async () => {
      await summary('a', ago(30), exampleRow([0.1]))
      const day = 86_400
      now += 3 * day * 1_000
      await store.forgetOld()
      const short = { since: ago(60), until: ago(0) }
      expect((await operation(store, 'getProduct', short)).legacy.requests).toBe(1)
      now += 500 * day * 1_000
      await store.forgetOld()
      const long = { since: ago(day), until: ago(-day) }
      expect((await operation(store, 'getProduct', long)).legacy.requests).toBe(1)
      now += 2_000 * day * 1_000
      await store.forgetOld()
      expect((await operation(store, 'getProduct', long)).legacy.requests).toBe(0)
    })

    it('forgets visitors who were not seen for long', async () => {
      await apply(exampleExposure('a', {}, ago(30)))
      now += 91 * 86_400_000
      await store.forgetOld()
      expect((await journey(store, 'catalog', lastMinute)).attempts).toEqual([])
    })
  })
}
