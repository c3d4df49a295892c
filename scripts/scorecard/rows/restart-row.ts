// D9: rolling restarts and a stop under load; every request counts.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { findCapacity } from '../load/find-capacity.ts'
import { startLoadGenerator } from '../load/load-generator.ts'
import type { LoadResult } from '../load/load-order.ts'
import { always, type Finding, type Ground, type Row } from '../row.ts'
import type { FacadeProcess } from '../stage/facade-process.ts'
import { orderFor, startFastUpstreams } from '../stage/loaded.ts'
import { msUntil } from '../stage/until.ts'
import { ms, verdict } from './verdict.ts'

export const restartRow: Row = {
  ...{ id: 'D9', title: 'restarts under load', tiers: always, find },
  must:
    'SIGTERM at 0.7 C, keep-alive and new connections, 20 restarts: 0 failed of ≥ 100,000; ' +
    'exit 0 within 30 s; readiness falls first',
}

async function find(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const restarts = ground.tier === 'full' ? 20 : 2
  const upstreams = await startFastUpstreams(stage)
  const environment = { ...upstreams, FACADE_WORKERS: '2', DRAIN_MS: '500' }
  const facade = await stage.startFacade(environment, 'facade/parent.ts')
  const load = await startLoadGenerator()
  const order = (perSecond: number, seconds: number, closing: boolean) =>
    load.run({ ...orderFor(facade, stage, { perSecond, seconds }), closing, strict: true })
  // In the short tier a rate that any machine carries: what is tried is the restart, not the load.
  const search = { run: (rate: number) => order(rate, 4, false), from: 300, step: 1.2 }
  const rate = ground.tier === 'full' ? 0.7 * (await findCapacity(search)) : 100
  const results: LoadResult[] = []
  const wrong: string[] = []
  for (let restart = 0; restart < restarts; restart++) {
    const seconds = Math.max(12, ground.tier === 'full' ? Math.ceil(6_000 / rate) : 0)
    const running = order(rate, seconds, restart % 2 === 1)
    await pause(1_000)
    facade.child.kill('SIGHUP')
    const isDone = async () => (await facade.metrics()).sum('banyan_restarts_total', done) === restart + 1
    if ((await msUntil(isDone, 60_000)) === null) wrong.push(`restart ${restart + 1} did not end`)
    results.push(await running)
  }
  const stop = await stopped(facade)
  await load.stop()
  const total = results.reduce((sum, { due }) => sum + due, 0)
  const failed = results.reduce((sum, { due, good }) => sum + due - good, 0)
  if (failed > 0)
    wrong.push(`${failed} of ${total} failed: ${JSON.stringify(results.map((r) => r.byStatus))}`)
  if (stop.code !== 0 || stop.ms > 30_000) wrong.push(`exit ${stop.code} after ${ms(stop.ms)}`)
  if (!stop.fellFirst) wrong.push('readiness did not fall first')
  const lost = `${restarts} restarts at ${Math.round(rate)}/s: ${failed} of ${total} failed`
  const found = `${lost}; exit ${stop.code} after ${ms(stop.ms)}`
  return verdict(wrong, found, { browse: 'ok', search: 'ok' })
}

const done = { result: 'done' }

/** SIGTERM: how it ends, and whether it said "not ready" while it still answered shoppers. */
async function stopped({ child, operationsUrl, url }: FacadeProcess) {
  const begun = performance.now()
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  let fellFirst = false
  await msUntil(async () => {
    const ready = await fetch(`${operationsUrl}/readyz`).then(
      ({ status }) => status,
      () => 0,
    )
    if (ready !== 503) return ready === 0
    fellFirst = await fetch(`${url}/v1/categories`).then(
      () => true,
      () => false,
    )
    return true
  }, 5_000)
  const [code] = (await exited) as [number | null]
  return { code, ms: performance.now() - begun, fellFirst }
}
