// The lines of the upstream fault table that concern a whole upstream: refused, unknown, dead, moved.
import { setTimeout as pause } from 'node:timers/promises'
import type { Side } from '#contracts/sides.ts'
import { always, type Cells, type Finding, type Ground, type Row } from '../row.ts'
import { ask } from '../stage/client.ts'
import { operatorCells } from '../stage/operators.ts'
import {
  codeOf,
  freshWord,
  type ProbedOperation,
  passthroughTarget,
  probedOperations,
  probePassthrough,
  probeSide,
  targetOf,
  testerHeaders,
} from '../stage/probe.ts'
import type { Stage } from '../stage/stage.ts'
import { msUntil } from '../stage/until.ts'
import { ms, verdict } from './verdict.ts'

const shopper: Cells = { browse: 'degraded', search: 'degraded', passthrough: 'degraded' }

export const sideAwayRows: readonly Row[] = [
  {
    ...{ id: 'U-refused', title: 'connection refused', must: '502 at once, or the declared fallback' },
    ...{ tiers: always, find: refused },
  },
  {
    ...{ id: 'U-unknown-name', title: 'unknown name', must: '502; others unaffected' },
    ...{ tiers: always, find: unknownName },
  },
  {
    ...{ id: 'U-breaker', title: 'a side dies and returns', tiers: always, find: breaker },
    must: 'breaker opens ≤ 2 s after death, probes ≤ 1/s, closes ≤ 2 s after return',
  },
  {
    ...{ id: 'U-address', title: 'upstream back on another address', tiers: always, find: address },
    must: 'used within TTL + 5 s',
  },
]

/** A side that answers for itself, in both capabilities. */
async function isServing({ facade, secrets }: Stage, side: Side): Promise<boolean> {
  for (const operation of probedOperations) {
    if ((await probeSide(facade.url, operation, { side, secret: secrets.tester })) !== null) return false
  }
  return true
}

/** Both sides and the passthrough as on a good day. */
async function settled(stage: Stage, wrong: string[]): Promise<void> {
  const all = async () =>
    (await isServing(stage, 'new')) &&
    (await isServing(stage, 'legacy')) &&
    (await probePassthrough(stage.facade.url)) === null
  if ((await msUntil(all, 10_000)) === null) wrong.push('not all well within 10 s after the end')
}

async function asTester(stage: Stage, operation: ProbedOperation, side: Side) {
  const headers = testerHeaders(side, stage.secrets.tester)
  return ask(stage.facade.url + targetOf(operation, freshWord()), { headers })
}

/** While one upstream is away in some way: the other answers for it, and its passthrough says 502. */
async function checkAway(stage: Stage, away: 'services' | 'suite'): Promise<string[]> {
  const [gone, left] = away === 'services' ? (['new', 'legacy'] as const) : (['legacy', 'new'] as const)
  const wrong: string[] = []
  for (const operation of probedOperations) {
    const { status, headers, ms: took } = await asTester(stage, operation, gone)
    if (status !== 200 || headers['x-banyan-side'] !== left)
      wrong.push(`${away} away: ${operation} ${status}`)
    if (took > 1_000) wrong.push(`${away} away: ${operation} after ${ms(took)}`)
    const other = await probeSide(stage.facade.url, operation, { side: left, secret: stage.secrets.tester })
    if (other !== null) wrong.push(`${away} away: the other side: ${other}`)
  }
  const passthrough = await ask(stage.facade.url + passthroughTarget(freshWord()))
  const wanted = away === 'suite' ? 502 : 200
  if (passthrough.status !== wanted) wrong.push(`${away} away: passthrough ${passthrough.status}`)
  return wrong
}

async function refused(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  for (const away of ['services', 'suite'] as const) {
    await stage[away].leave()
    wrong.push(...(await checkAway(stage, away)))
    await stage[away].comeBack()
    await settled(stage, wrong)
  }
  await Promise.all([stage.services.leave(), stage.suite.leave()])
  for (const operation of probedOperations) {
    const observed = await asTester(stage, operation, 'new')
    if (observed.status !== 502 || codeOf(observed) !== 'upstream-unreachable' || observed.ms > 1_000) {
      wrong.push(`both away: ${operation} ${observed.status} ${codeOf(observed)} after ${ms(observed.ms)}`)
    }
  }
  const operators = await operatorCells(stage)
  await Promise.all([stage.services.comeBack(), stage.suite.comeBack()])
  await settled(stage, wrong)
  return verdict(wrong, 'one away: the other answers; both away: 502 at once', { ...shopper, ...operators })
}

async function unknownName(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  for (const away of ['services', 'suite'] as const) {
    stage.names.set(`${away}.toy`, null)
    await stage[away].leave()
    await stage[away].comeBack()
    wrong.push(...(await checkAway(stage, away)))
    stage.names.set(`${away}.toy`, '127.0.0.1')
    await settled(stage, wrong)
  }
  const cells = { ...shopper, ...(await operatorCells(stage)) }
  return verdict(wrong, 'the other side answers, passthrough 502; known again: all well', cells)
}

async function breaker(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const { facade, services } = stage
  const wrong: string[] = []
  const leave = new AbortController()
  const state = async () =>
    (await facade.metrics()).sum('banyan_breaker_state', { side: 'new', capability: 'catalog' })
  services.alwaysDoes({ onSocket: ({ socket }) => void socket.resetAndDestroy() })
  const shoppers = (async () => {
    while (!leave.signal.aborted) {
      const { status } = await asTester(stage, 'getProduct', 'new')
      if (status !== 200) wrong.push(`a shopper got ${status}`)
      await pause(25)
    }
  })()
  const opened = await msUntil(async () => (await state()) === 2, 10_000)
  const before = services.requestsWith('/v1/products')
  const seconds = 4
  await pause(seconds * 1_000)
  const trials = services.requestsWith('/v1/products') - before
  services.alwaysDoes(null)
  const closed = await msUntil(async () => (await state()) === 0, 10_000)
  leave.abort()
  await shoppers
  if (opened === null || opened > 2_000) wrong.push(`opened after ${ms(opened)}`)
  // A trial whose connection is reset is a call and its one retry.
  if (trials > 2 * (seconds + 1)) wrong.push(`${trials} calls in ${seconds} s while open`)
  if (closed === null || closed > 2_000) wrong.push(`closed after ${ms(closed)}`)
  const found = `opened after ${ms(opened)}, ${trials} calls in ${seconds} s, closed after ${ms(closed)}`
  await settled(stage, wrong)
  return verdict(wrong, found, { browse: 'degraded', ...(await operatorCells(stage)) })
}

async function address(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const times: number[] = []
  for (const [name, side] of [
    ['services', 'new'],
    ['suite', 'legacy'],
  ] as const) {
    await stage[name].leave()
    stage.names.set(`${name}.toy`, '127.0.0.2')
    await stage[name].comeBack('127.0.0.2')
    const used = await msUntil(() => isServing(stage, side), 15_000)
    if (used === null || used > 5_000) wrong.push(`${name}: used after ${ms(used)}`)
    times.push(used ?? Number.NaN)
    stage.names.set(`${name}.toy`, '127.0.0.1')
    await stage[name].leave()
    await stage[name].comeBack()
    await settled(stage, wrong)
  }
  const found = `used after ${times.map(ms).join(' and ')}; the table of names has no TTL`
  return verdict(wrong, found, { browse: 'ok', search: 'ok', passthrough: 'ok' })
}
