// A façade under load: alone on the measured core, its upstreams as fast as can be, its capacity known.
import { randomBytes } from 'node:crypto'
import { startProcess } from '../../bench/bench-process.ts'
import { findCapacity } from '../load/find-capacity.ts'
import { startLoadGenerator } from '../load/load-generator.ts'
import type { LoadedRequest, LoadOrder, LoadResult } from '../load/load-order.ts'
import type { Ground } from '../row.ts'
import type { Environment, FacadeProcess } from './facade-process.ts'
import { targetOf, testerHeaders, visitorHeaders } from './probe.ts'
import type { Stage } from './stage.ts'

export type Loaded = {
  readonly facade: FacadeProcess
  /** Capacity by step test, requests per second of the mix. */
  readonly capacity: number
  run(order: Pick<LoadOrder, 'perSecond' | 'seconds'> & Partial<LoadOrder>): Promise<LoadResult>
}

const ofStage = new WeakMap<Stage, Promise<Loaded>>()

/** The one of a stage; made, and its capacity found, when it is first asked for. */
export function loadedOf(ground: Ground, stage: Stage): Promise<Loaded> {
  const known = ofStage.get(stage) ?? startLoaded(ground, stage)
  ofStage.set(stage, known)
  return known
}

/** Upstreams that answer at once, and what a façade must be told of them. */
export async function startFastUpstreams(stage: Stage): Promise<Environment> {
  const urls: string[] = []
  for (const name of ['upstream', 'suite-stand-in']) {
    const script = `scripts/bench/processes/${name}.ts`
    const upstream = await startProcess({ script, cores: null })
    stage.onEnd(upstream.stop)
    urls.push(`http://127.0.0.1:${(upstream.first as { port: number }).port}`)
  }
  const [services = '', suite = ''] = urls
  return { NEW_URL: services, LEGACY_URL: suite, VALIDATE_SHARE: '0.01' }
}

async function startLoaded(ground: Ground, stage: Stage): Promise<Loaded> {
  const facade = await stage.startFacade(await startFastUpstreams(stage))
  const load = await startLoadGenerator()
  stage.onEnd(load.stop)
  const run: Loaded['run'] = (order) => load.run(orderFor(facade, stage, order))
  const seconds = ground.tier === 'full' ? 8 : 2
  await run({ perSecond: 500, seconds })
  const step = ground.tier === 'full' ? 1.15 : 1.3
  const capacity = await findCapacity({ run: (perSecond) => run({ perSecond, seconds }), from: 500, step })
  ground.say(`capacity of the façade on its core: ${Math.round(capacity)} requests/s of the mix`)
  return { facade, run, capacity }
}

/** Mostly the new side, some of the suite. */
export function mixFor(stage: Stage): readonly LoadedRequest[] {
  const { visitor, tester } = stage.secrets
  const product = (side: 'new' | 'legacy', weight: number): LoadedRequest => ({
    ...{ operation: 'getProduct', target: targetOf('getProduct', 'WORD'), weight },
    headers: {
      ...visitorHeaders(visitor, randomBytes(16).toString('base64url')),
      ...testerHeaders(side, tester),
    },
  })
  return [product('new', 4), product('legacy', 1)]
}

type Wanted = Parameters<Loaded['run']>[0]

/** The order for a façade of a stage, with what is not said as usual. */
export function orderFor(facade: FacadeProcess, stage: Stage, wanted: Wanted): LoadOrder {
  return {
    ...{ port: facade.port, requests: mixFor(stage), words: 5_000, connections: 400, validateEvery: 50 },
    ...wanted,
  }
}
