// L1–L3, L5: load that the façade carries, that it does not, and that one slow or dead upstream makes.
import { setTimeout as pause } from 'node:timers/promises'
import { startLoadGenerator } from '../load/load-generator.ts'
import type { LoadedRequest, LoadResult } from '../load/load-order.ts'
import { always, type Finding, fullOnly, type Ground, type Row } from '../row.ts'
import { ask } from '../stage/client.ts'
import { loadedOf } from '../stage/loaded.ts'
import { residentMegabytes } from '../stage/memory.ts'
import { freshWord, passthroughTarget, targetOf, testerHeaders } from '../stage/probe.ts'
import type { Stage } from '../stage/stage.ts'
import { ms, verdict } from './verdict.ts'

export const loadRows: readonly Row[] = [
  {
    ...{ id: 'L1', title: 'steady load at 0.7 C', tiers: fullOnly, find: steady },
    must: 'open loop for 10 min: 100 % ok, p99 ≤ 3 × p50, memory flat after minute 2, loop lag p99 < 20 ms',
  },
  {
    ...{ id: 'L2', title: 'overload, 2 C', tiers: fullOnly, find: overload },
    must:
      'for 60 s: goodput ≥ 0.9 C, the rest 503 + Retry-After within 20 ms, nothing else; ' +
      'back to normal ≤ 5 s after',
  },
  {
    ...{ id: 'L3', title: 'one upstream 10 × slower', tiers: fullOnly, find: slowUpstream },
    must: 'other operations’ p99 at most +10 % (bulkhead per side and capability)',
  },
  {
    ...{ id: 'L5', title: 'clients retry 3 × while an upstream is down', tiers: always, find: retries },
    must: 'upstream sees ≤ 1.2 × the offered load (retry budget 20 %)',
  },
]

const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`

function others(result: LoadResult): string {
  const statuses = Object.entries(result.byStatus).map(([status, count]) => `${count} × ${status}`)
  return [...statuses, ...(result.lost > 0 ? [`${result.lost} lost`] : []), ...result.breaches].join(', ')
}

async function steady(ground: Ground): Promise<Finding> {
  const { facade, capacity, run } = await loadedOf(ground, await ground.stage())
  const minutes = ground.tier === 'full' ? 10 : 0.25
  const memory: number[] = []
  const everyMs = (minutes * 60_000) / 50
  const watch = setInterval(() => memory.push(residentMegabytes(facade.pid)), everyMs)
  const result = await run({ perSecond: 0.7 * capacity, seconds: minutes * 60 })
  clearInterval(watch)
  const lag = ((await facade.metrics()).sum('nodejs_eventloop_lag_p99_seconds') ?? 0) * 1_000
  const wrong: string[] = []
  if (result.good < result.due) wrong.push(`${share(result.good, result.due)} ok: ${others(result)}`)
  if (result.p99Ms > 3 * result.p50Ms) wrong.push(`p99 is ${(result.p99Ms / result.p50Ms).toFixed(1)} × p50`)
  // What it holds after a fifth of the time is what it needs; a tenth more is noise of the collector.
  const [settled, last] = [Math.max(...memory.slice(10, 25)), Math.max(...memory.slice(-15))]
  if (minutes >= 10 && last > 1.1 * settled) wrong.push(`memory from ${settled} to ${last} MiB`)
  if (lag >= 20) wrong.push(`loop lag p99 ${lag.toFixed(1)} ms`)
  const rate = `${Math.round(0.7 * capacity)}/s of C = ${Math.round(capacity)}/s for ${minutes} min`
  const times = `p50 ${result.p50Ms.toFixed(2)} ms, p99 ${result.p99Ms.toFixed(2)} ms`
  const process = `lag p99 ${lag.toFixed(1)} ms, ${last} MiB`
  const found = `${rate}: ${share(result.good, result.due)} ok, ${times}, ${process}`
  return verdict(wrong, found, {
    browse: 'ok',
  })
}

async function overload(ground: Ground): Promise<Finding> {
  const { capacity, run } = await loadedOf(ground, await ground.stage())
  const seconds = ground.tier === 'full' ? 60 : 10
  const calm = await run({ perSecond: 0.5 * capacity, seconds: 3 })
  const result = await run({ perSecond: 2 * capacity, seconds, connections: 2_000 })
  const after = await run({ perSecond: 0.5 * capacity, seconds: 8 })
  const wrong: string[] = []
  const goodput = result.good / seconds
  if (goodput > 1.5 * capacity) wrong.push('C was found too low on a busy machine: this was no overload')
  if (goodput < 0.9 * capacity) wrong.push(`goodput ${(goodput / capacity).toFixed(2)} C`)
  const others503 = Object.keys(result.byStatus).filter((status) => status !== '503')
  if (others503.length > 0 || result.lost > 0 || result.breaches.length > 0) wrong.push(others(result))
  if (result.refusedBlindly > 0) wrong.push(`${result.refusedBlindly} × without Retry-After`)
  if (result.refusedP99Ms > 20) wrong.push(`refused after ${ms(result.refusedP99Ms)} (p99)`)
  const lateGood = after.goodBySecond.slice(5, 8).reduce((sum, count) => sum + count, 0)
  if (lateGood < 0.98 * 3 * 0.5 * capacity) wrong.push(`not back to normal: ${others(after)}`)
  const refused = `${others(result) || 'none refused'}, refused within ${ms(result.refusedP99Ms)} (p99)`
  const late = `the generator itself ${ms(result.lateP99Ms)} late`
  const calmed = `p50 before ${calm.p50Ms.toFixed(1)}, after ${after.p50Ms.toFixed(1)} ms`
  const done = `2 C for ${seconds} s: goodput ${(goodput / capacity).toFixed(2)} C`
  const found = `${done}, ${refused}; ${calmed}; ${late}`
  return verdict(wrong, found, { browse: 'degraded' })
}

const usualMs = 10
/** Two runs of the same load differ so much: the generator and the toys share a core. */
const noiseMs = 3

async function slowUpstream(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const load = await startLoadGenerator()
  const seconds = ground.tier === 'full' ? 60 : 8
  const run = () =>
    load.run({
      ...{ port: stage.facade.port, perSecond: 120, seconds, requests: bothSides(stage) },
      ...{ words: 1e9, connections: 400, validateEvery: 5 },
    })
  stage.services.delay(usualMs)
  stage.suite.delay(usualMs)
  try {
    await run()
    const before = await run()
    stage.services.delay(10 * usualMs)
    const slow = await run()
    const wrong: string[] = []
    if (slow.good < slow.due) wrong.push(others(slow))
    const rise: string[] = []
    for (const operation of ['suggest', 'passthrough']) {
      const [was, is] = [before.p99ByOperation[operation] ?? 0, slow.p99ByOperation[operation] ?? 0]
      rise.push(`${operation} ${was.toFixed(1)} → ${is.toFixed(1)} ms`)
      if (is > 1.1 * was + noiseMs) wrong.push(`${operation} from ${was.toFixed(1)} to ${is.toFixed(1)} ms`)
    }
    return verdict(wrong, `services 10 × slower, p99 of the others: ${rise.join(', ')}`, {
      ...{ search: 'ok', passthrough: 'ok', browse: 'degraded' },
    })
  } finally {
    stage.services.delay(0)
    stage.suite.delay(0)
    await load.stop()
  }
}

/** The catalogue of the new side, which becomes slow; search and passthrough of the suite, which do not. */
function bothSides({ secrets }: Stage): readonly LoadedRequest[] {
  const [fresh, legacy] = [testerHeaders('new', secrets.tester), testerHeaders('legacy', secrets.tester)]
  return [
    { operation: 'getProduct', target: targetOf('getProduct', 'WORD'), headers: fresh, weight: 2 },
    { operation: 'suggest', target: targetOf('suggest', 'WORD'), headers: legacy, weight: 1 },
    { operation: 'passthrough', target: passthroughTarget('WORD'), headers: {}, weight: 1 },
  ]
}

async function retries(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const { services, suite } = stage
  const shoppers = ground.tier === 'full' ? 1_000 : 60
  const fault = {
    onSocket: ({ socket }: { socket: import('node:net').Socket }) => void socket.resetAndDestroy(),
  }
  const wrong: string[] = []
  const told: string[] = []
  services.alwaysDoes(fault)
  suite.alwaysDoes(fault)
  const headers = testerHeaders('new', stage.secrets.tester)
  for (const [name, target, upstreams] of [
    ['passthrough', passthroughTarget, [suite]],
    ['getProduct', (word: string) => targetOf('getProduct', word), [services, suite]],
  ] as const) {
    const mark = `retried-${name.toLowerCase()}-`
    let offered = 0
    for (let shopper = 0; shopper < shoppers; shopper++) {
      for (let attempt = 0; attempt < 4; attempt++) {
        offered += 1
        const { status } = await ask(stage.facade.url + target(mark + freshWord()), { headers })
        if (status === 200) break
      }
    }
    const seen = Math.max(...upstreams.map((upstream) => upstream.requestsWith(mark)))
    told.push(`${name} ${(seen / offered).toFixed(2)} × of ${offered}`)
    // A budget may have saved up ten.
    if (seen > 1.2 * offered + 10) wrong.push(`${name}: ${seen} calls for ${offered} requests`)
  }
  services.alwaysDoes(null)
  suite.alwaysDoes(null)
  await pause(1_500)
  return verdict(wrong, told.join(', '), { browse: 'degraded', passthrough: 'degraded' })
}
