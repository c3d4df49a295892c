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
  // Nothing but a side may answer: kept answers would hide who stands in for whom.
  running = await startRunningSystem({ CACHE_BYTES: '0' })
  visitors = createVisitors(running.storefront, 30)
  await ramp('catalog', 50)
  await ramp('search', 50)
  for (const path of reads) {
    await until(async () => (await visitAll(visitors, path)).some((v) => v.side === 'new'))
  }
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

/** Which side answers each visitor, journey by journey. */
async function sidesOf(): Promise<string[]> {
  const sides: string[] = []
  for (const path of reads) sides.push((await visitAll(visitors, path)).map((v) => v.side).join(' '))
  return sides
}

/** Both sides answer again for those who were drawn to them, in every journey. */
async function settled(before: readonly string[]): Promise<void> {
  await until(async () => JSON.stringify(await sidesOf()) === JSON.stringify(before), 40_000)
}

/** Takes a process away without warning while something is done, and brings it back. */
async function without(name: PlanName, act: () => Promise<void>): Promise<void> {
  await child(name).stop('SIGKILL')
  try {
    await act()
  } finally {
    await child(name).start()
  }
}

describe('while shoppers run', () => {
  test('without the flag server nobody changes side, also over a restart of the façade', async () => {
    const before = await sidesOf()
    expect(before.every((sides) => sides.includes('legacy') && sides.includes('new'))).toBe(true)
    await without('flags', async () => {
      expect(failed(await shop())).toEqual([])
      expect(await sidesOf()).toEqual(before)
      await child('facade').stop()
      await child('facade').start()
      await settled(before)
    })
    expect(await sidesOf()).toEqual(before)
  }, 120_000)

  test('without the rebuilt services reads go on from the suite, and come back', async () => {
    const before = await sidesOf()
    await without('services', async () => {
      const visits = await shop()
      expect(failed(visits)).toEqual([])
      expect(new Set(visits.map((v) => v.side))).toEqual(new Set(['legacy']))
    })
    await settled(before)
  }, 120_000)

  test('without the suite reads go on from the new side, and come back', async () => {
    const before = await sidesOf()
    await without('suite', async () => {
      const visits = await shop()
      expect(failed(visits)).toEqual([])
      expect(new Set(visits.map((v) => v.side))).toEqual(new Set(['new']))
    })
    await settled(before)
  }, 120_000)

  test('without PostgreSQL reads go on from the suite, and it all comes back', async () => {
    const before = await sidesOf()
    await running.system.postgres?.stop()
    try {
      expect(failed(await shop())).toEqual([])
    } finally {
      await running.system.restartPostgres()
    }
    await settled(before)
  }, 120_000)

  test('without the control plane nothing changes for shoppers', async () => {
    const before = await sidesOf()
    await without('control', async () => {
      expect(failed(await shop())).toEqual([])
      expect(await sidesOf()).toEqual(before)
    })
  }, 120_000)
})
