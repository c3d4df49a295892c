import { type RunningSystem, startRunningSystem } from '#scripts/testing/running-system.ts'
import { createVisitors, until, type Visit, visitAll } from '#scripts/testing/visitors.ts'
import type { PlanName } from './plans.ts'

const product = '/v1/products/laptop'
const reads = [
  product,
  '/v1/products?category=electronics&pageSize=5',
  '/v1/categories',
  '/v1/search?q=laptop',
]

let running: RunningSystem
let visitors: ReturnType<typeof createVisitors>

beforeAll(async () => {
  running = await startRunningSystem()
  visitors = createVisitors(running.storefront, 30)
  await ramp('catalog', 50)
  await ramp('search', 50)
  await until(async () => (await visitAll(visitors, product)).some((v) => v.side === 'new'))
}, 180_000)

afterAll(() => running.stop(), 60_000)

async function ramp(journey: string, percent: number): Promise<void> {
  const path = `/api/journeys/${journey}/percentage`
  const answer = await running.control('PUT', path, { percent, reason: 'test' })
  expect(answer).toMatchObject({ status: 200 })
}

function child(name: PlanName) {
  const found = running.system.children.get(name)
  if (!found) throw new Error(`${name} is not running`)
  return found
}

/** Everybody reads everything a few times; all answers. */
async function shop(rounds = 3): Promise<Visit[]> {
  const visits: Visit[] = []
  for (let round = 0; round < rounds; round++) {
    for (const path of reads) visits.push(...(await visitAll(visitors, path)))
  }
  return visits
}

/** What went wrong, by kind: a short text in the report. */
function failed(visits: readonly Visit[]): string[] {
  return visits.filter((v) => v.status !== 200).map((v) => `${v.status} ${v.side} ${v.reason}`)
}

async function sidesOf(path: string): Promise<(string | null)[]> {
  return (await visitAll(visitors, path)).map((v) => v.side)
}

/** Both sides answer for those who were drawn to them. */
async function settled(before: readonly (string | null)[]): Promise<void> {
  await until(async () => JSON.stringify(await sidesOf(product)) === JSON.stringify(before), 40_000)
}

describe('while shoppers run', () => {
  test('without the flag server nobody changes side, also over a restart of the façade', async () => {
    const before = await sidesOf(product)
    expect(new Set(before)).toEqual(new Set(['legacy', 'new']))
    await child('flags').stop('SIGKILL')
    expect(failed(await shop())).toEqual([])
    expect(await sidesOf(product)).toEqual(before)
    await child('facade').stop()
    await child('facade').start()
    await settled(before)
    expect(await sidesOf(product)).toEqual(before)
    await child('flags').start()
    expect(await sidesOf(product)).toEqual(before)
  }, 120_000)

  test('without the rebuilt services reads go on from the suite, and come back', async () => {
    const before = await sidesOf(product)
    await child('services').stop('SIGKILL')
    const visits = await shop()
    expect(failed(visits)).toEqual([])
    expect(new Set(visits.slice(-visitors.length).map((v) => v.side))).toEqual(new Set(['legacy']))
    await child('services').start()
    await settled(before)
  }, 120_000)

  test('without the suite reads go on from the new side, and come back', async () => {
    const before = await sidesOf(product)
    await child('suite').stop('SIGKILL')
    const visits = await shop()
    expect(failed(visits)).toEqual([])
    expect(new Set(visits.slice(-visitors.length).map((v) => v.side))).toEqual(new Set(['new']))
    await child('suite').start()
    await settled(before)
  }, 120_000)

  test('without PostgreSQL reads go on, nobody needs a new cookie, and it all comes back', async () => {
    const before = await sidesOf(product)
    await running.system.postgres?.stop()
    expect(failed(await shop())).toEqual([])
    await running.system.restartPostgres()
    await settled(before)
  }, 120_000)

  test('without the control plane nothing changes for shoppers', async () => {
    const before = await sidesOf(product)
    await child('control').stop('SIGKILL')
    expect(failed(await shop())).toEqual([])
    expect(await sidesOf(product)).toEqual(before)
    await child('control').start()
  }, 120_000)
})
