// D6 and D7 on a whole Banyan with the real suite: PostgreSQL restarts under load, or stays away.
import { setTimeout as pause } from 'node:timers/promises'
import { silentLog } from '#contracts/process/log.ts'
import { createEventLog } from '#kpi/events/create-event-log.ts'
import { createRecordingConsumer } from '#kpi/events/recording-consumer.ts'
import { type RunningSystem, startRunningSystem } from '../../testing/running-system.ts'
import { type Cell, type Finding, fullOnly, type Ground, type Row } from '../row.ts'
import { ask } from '../stage/client.ts'
import { operatorCells } from '../stage/operators.ts'
import { msUntil } from '../stage/until.ts'
import { few, ms, verdict } from './verdict.ts'

export const databaseRows: readonly Row[] = [
  {
    ...{ id: 'D6', title: 'PostgreSQL restarts under load', tiers: fullOnly, find: restarts },
    must:
      '0 failed reads; keyed writes wait ≤ 2 s or get 503 + Retry-After; 0 lost, 0 doubled; ' +
      'pool back ≤ 5 s',
  },
  {
    ...{ id: 'D7', title: 'PostgreSQL away for long', tiers: fullOnly, find: away },
    must: '10 min: passthrough and reads of the legacy side ok; writes as declared',
  },
]

const reads = [
  ...['/v1/products/laptop', '/v1/categories', '/v1/products?category=electronics&pageSize=5'],
  ...['/v1/search?q=laptop', '/v1/suggest?q=lap'],
]
const passthrough = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ product(slug: "laptop") { name } }' }),
}

type Trip = { asked: number; failed: string[]; passed: string[] }

/** Everybody at 100 % new, so that every read wants PostgreSQL first. */
async function withSystem(act: (running: RunningSystem) => Promise<Finding>): Promise<Finding> {
  // No answer is kept, or the cache would stand in for the sides.
  const running = await startRunningSystem({ CACHE_BYTES: '0' })
  try {
    for (const journey of ['catalog', 'search']) {
      const path = `/api/journeys/${journey}/percentage`
      await running.control('PUT', path, { percent: 100, reason: 'scorecard' })
    }
    const isNew = async () => (await sidesOf(running)).every((side) => side === 'new')
    if ((await msUntil(isNew, 20_000)) === null) throw new Error('the new side does not serve')
    return await act(running)
  } finally {
    await running.stop()
  }
}

async function sidesOf({ storefront }: RunningSystem): Promise<readonly string[]> {
  const sides: string[] = []
  for (const read of reads) sides.push(String((await ask(storefront + read)).headers['x-banyan-side']))
  return sides
}

/** Reads and the suite's own API, one after the other, until the end of an act. */
async function shop({ storefront }: RunningSystem, act: () => Promise<unknown>): Promise<Trip> {
  const trip: Trip = { asked: 0, failed: [], passed: [] }
  let done = false
  const walk = (async () => {
    while (!done) {
      for (const read of reads) {
        const { status } = await ask(storefront + read)
        trip.asked += 1
        if (status !== 200) trip.failed.push(`${read}: ${status}`)
      }
      const { status } = await ask(`${storefront}/shop-api`, passthrough)
      if (status !== 200) trip.passed.push(`passthrough: ${status}`)
    }
  })()
  try {
    await act()
  } finally {
    done = true
    await walk
  }
  return trip
}

/** Requests that the event log knows of, and event ids that it has twice. */
async function told(running: RunningSystem, atLeast: number): Promise<{ requests: number; doubled: number }> {
  const eventLog = createEventLog({ databaseUrl: databaseOf(running), log: silentLog })
  const consumer = createRecordingConsumer(`scorecard-${Date.now()}`)
  await eventLog.consume(consumer)
  const requests = () => {
    const once = new Map(consumer.events.map((event) => [event.id, event]))
    return [...once.values()]
      .flatMap(({ data }) => ('rows' in data ? data.rows : []))
      .reduce((sum, { count }) => sum + count, 0)
  }
  await msUntil(() => requests() >= atLeast, 20_000)
  const doubled = consumer.events.length - new Set(consumer.events.map(({ id }) => id)).size
  await eventLog.close()
  return { requests: requests(), doubled }
}

function databaseOf({ system }: RunningSystem): string {
  const url = system.postgres?.url('banyan')
  if (url === undefined) throw new Error('this system has no PostgreSQL of its own')
  return url
}

async function cellsOf(running: RunningSystem, trip: Trip) {
  const { system } = running
  const operators = await operatorCells({
    controlUrl: `http://127.0.0.1:${system.ports.CONTROL_PORT}`,
    secrets: { operator: system.secrets.operatorToken },
  })
  const cell = (wrong: readonly string[], well: Cell): Cell => (wrong.length === 0 ? well : 'FAIL')
  const read = cell(trip.failed, 'degraded')
  return { browse: read, search: read, passthrough: cell(trip.passed, 'ok'), ...operators }
}

function restarts(ground: Ground): Promise<Finding> {
  return withSystem(async (running) => {
    const times = ground.tier === 'full' ? 10 : 2
    const wrong: string[] = []
    const { requests: before } = await told(running, 1)
    const back: (number | null)[] = []
    const trip = await shop(running, async () => {
      for (let time = 0; time < times; time++) {
        await running.system.postgres?.stop()
        await pause(500)
        await running.system.restartPostgres()
        const isNew = async () => (await sidesOf(running)).every((side) => side === 'new')
        back.push(await msUntil(isNew, 20_000))
      }
    })
    const { requests, doubled } = await told(running, before + trip.asked)
    const slowest = back.includes(null) ? null : Math.max(...back.map(Number))
    if (trip.failed.length > 0) wrong.push(few(trip.failed))
    if (slowest === null || slowest > 5_000) wrong.push(`new side back after ${ms(slowest)}`)
    // The probes for its return were requests too.
    if (requests < before + trip.asked) wrong.push(`${before + trip.asked - requests} requests not told of`)
    if (doubled > 0) wrong.push(`${doubled} events twice`)
    const reading = `${times} restarts, ${trip.asked} reads: ${trip.failed.length} failed`
    const counted = `${doubled} events twice, ${requests - before} requests told of`
    const found = `${reading}; ${counted}; back after ${ms(slowest)}; writes: later issue`
    return verdict([...wrong, ...trip.passed], found, await cellsOf(running, trip))
  })
}

function away(ground: Ground): Promise<Finding> {
  return withSystem(async (running) => {
    const seconds = ground.tier === 'full' ? 600 : 6
    const cells: Awaited<ReturnType<typeof cellsOf>>[] = []
    const trip = await shop(running, async () => {
      await running.system.postgres?.stop()
      await pause(seconds * 1_000)
      cells.push(await cellsOf(running, { asked: 0, failed: [], passed: [] }))
      await running.system.restartPostgres()
    })
    const found = `${seconds} s away, ${trip.asked} reads: ${trip.failed.length} failed; writes: later issue`
    return verdict([...trip.failed, ...trip.passed], found, {
      ...(await cellsOf(running, trip)),
      ...cells[0],
    })
  })
}
