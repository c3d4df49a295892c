// D11–D15: what happens to the façade's own process: clock, disk, memory, descriptors, a stop.
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createLastKnownGood } from '#flags/last-known-good.ts'
import { freePort } from '../../testing/free-port.ts'
import { always, type Cells, type Finding, type Ground, type Row } from '../row.ts'
import { ask, type Observed } from '../stage/client.ts'
import type { FacadeProcess } from '../stage/facade-process.ts'
import { residentMegabytes } from '../stage/memory.ts'
import { freshWord, passthroughTarget, probePassthrough, probeSide, testerHeaders } from '../stage/probe.ts'
import { shopDuring } from '../stage/shoppers.ts'
import { movedBetween, splitOf } from '../stage/split.ts'
import type { Stage } from '../stage/stage.ts'
import { msUntil } from '../stage/until.ts'
import { few, ms, verdict } from './verdict.ts'

const shopper: Cells = { browse: 'ok', search: 'ok', passthrough: 'ok' }
const clockHook = fileURLToPath(new URL('../stage/clock.mjs', import.meta.url))

export const processRows: readonly Row[] = [
  {
    ...{ id: 'D11', title: 'clock off by two hours', tiers: always, find: clock },
    must: 'token leeway 60 s only; keys, ramps and stickiness unmoved; durations never negative',
  },
  {
    ...{ id: 'D12', title: 'disk full', tiers: always, find: diskFull },
    must: 'logs, last-known-good, spool: serving goes on, metric and banner, no torn file, recovers',
  },
  {
    ...{ id: 'D13', title: 'memory capped, 10 MB bodies × 200', tiers: always, find: largeBodies },
    must: '413/503, no out-of-memory kill',
  },
  {
    ...{ id: 'D14', title: '256 file descriptors, 500 clients', tiers: always, find: descriptors },
    must: 'sheds, says so once per 10 s, recovers',
  },
  {
    ...{ id: 'D15', title: 'event loop stopped 5 s', tiers: always, find: stopped },
    must: 'no double order, breakers do not open on our own stall',
  },
]

const shopping = (stage: Stage, facade: FacadeProcess) => ({ url: facade.url, secret: stage.secrets.visitor })

async function clock(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const file = join(stage.folder, 'clock')
  writeFileSync(file, '0')
  const { NODE_OPTIONS = '' } = await stage.facadeEnvironment()
  const facade = await stage.startFacade({
    ...{ NODE_OPTIONS: `${NODE_OPTIONS} --import ${clockHook}`, CLOCK_FILE: file },
  })
  const before = await splitOf(facade, 200)
  const token = testerHeaders('new', stage.secrets.tester)
  const target = () => `${facade.url}/v1/products/${freshWord()}`
  const statuses: number[] = []
  for (const hours of [2, -2, 0]) {
    writeFileSync(file, String(hours * 3_600_000))
    const { failed } = await shopDuring(shopping(stage, facade), () => pause(1_000))
    wrong.push(...failed.map((why) => `${hours} h: ${why}`))
    const moved = movedBetween(before, await splitOf(facade, 200))
    if (moved > 0) wrong.push(`${hours} h: ${moved} moved`)
    statuses.push((await ask(target(), { headers: token })).status)
  }
  // It ends in an hour: over at +2 h, good before.
  if (statuses.join() !== '400,200,200') wrong.push(`a tester token of an hour got ${statuses.join()}`)
  const negative = [...facade.log().matchAll(/"(?:ms|seconds)":(-\d[\d.]*)/g)].length
  if (negative > 0) wrong.push(`${negative} negative durations in the log`)
  const sum = (await facade.metrics()).sum('banyan_request_duration_seconds_sum') ?? -1
  if (sum < 0) wrong.push('a negative sum of durations')
  await facade.stop()
  return verdict(
    wrong,
    '±2 h: 0 of 200 moved, an expired tester token refused, no negative duration',
    shopper,
  )
}

/** Takes or gives back the right to write to files, as a full disk would. */
function limitFileSize(pid: number, bytes: '0' | 'unlimited'): void {
  execFileSync('prlimit', [`--fsize=${bytes}:unlimited`, '--pid', String(pid)])
}

async function diskFull(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const directory = join(stage.folder, 'd12')
  // Its event log is away, so that events want to be spooled.
  const facade = await stage.startFacade({
    ...{ DATA_DIR: directory, DATABASE_URL: `postgres://a:b@127.0.0.1:${await freePort()}/none` },
  })
  const flags = join(directory, 'flags')
  const kept = () => createLastKnownGood(flags, () => undefined).read()
  const percentKept = () =>
    String(kept()?.features.find(({ name }) => name === 'banyan.catalog')?.strategies[0]?.parameters.rollout)
  const flip = (percent: number) =>
    stage.flagAdmin.setPercent('catalog', percent, { actor: 'scorecard', reason: 'D12' })
  await flip(20)
  if ((await msUntil(() => percentKept() === '20', 5_000)) === null) wrong.push('not kept before')
  limitFileSize(facade.pid, '0')
  const { asked, failed } = await shopDuring(shopping(stage, facade), async () => {
    await flip(25)
    await pause(2_000)
  })
  const { sum } = await facade.metrics()
  const degraded = sum('banyan_degraded_total') ?? 0
  const linesLost = sum('banyan_log_lines_lost_total') ?? 0
  const { body } = await facade.operations('/readyz')
  if (failed.length > 0) wrong.push(few(failed))
  if (percentKept() !== '20') wrong.push('the last-known-good was torn')
  if (degraded === 0 || linesLost === 0) wrong.push('no metric')
  if ((body as { status?: string }).status !== 'degraded') wrong.push('readiness does not say degraded')
  if (readdirSync(flags).some((name) => name.endsWith('.tmp'))) wrong.push('a torn file is left')
  limitFileSize(facade.pid, 'unlimited')
  await flip(30)
  const recovered = await msUntil(() => percentKept() === '30', 40_000)
  if (recovered === null) wrong.push('does not recover')
  if (!facade.alive()) wrong.push('the façade has ended')
  await facade.stop()
  const counted = `${degraded} failures and ${linesLost} lost log lines counted`
  const found = `${asked} requests, ${failed.length} failed; ${counted}; kept again after ${ms(recovered)}`
  return verdict(wrong, found, shopper)
}

async function largeBodies(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const { NODE_OPTIONS = '' } = await stage.facadeEnvironment()
  const facade = await stage.startFacade({ NODE_OPTIONS: `${NODE_OPTIONS} --max-old-space-size=96` })
  const body = 'x'.repeat(10 * 1024 * 1024)
  const statuses = new Map<number, number>()
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(facade.pid))
  }, 50)
  const send = async (number: number): Promise<void> => {
    const target = number % 2 === 0 ? passthroughTarget(freshWord()) : `/v1/products/${freshWord()}`
    const headers = { 'content-type': 'application/json' }
    const { status } = await ask(facade.url + target, { method: 'POST', headers, body, patienceMs: 40_000 })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  await Promise.all(Array.from({ length: 200 }, (_, number) => send(number)))
  clearInterval(watch)
  if (!facade.alive()) wrong.push('the façade has ended')
  const odd = [...statuses.keys()].filter((status) => ![0, 200, 405, 408, 413, 503].includes(status))
  if (odd.length > 0) wrong.push(`statuses ${odd.join()}`)
  const after = await probePassthrough(facade.url)
  if (after !== null) wrong.push(`afterwards: ${after}`)
  await facade.stop()
  const told = [...statuses].map(([status, count]) => `${status || 'cut'} × ${count}`).join(', ')
  return verdict(wrong, `${told}; at most ${peak} MiB resident`, {
    passthrough: 'degraded',
    browse: 'degraded',
  })
}

async function descriptors(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const facade = await stage.startFacade()
  execFileSync('prlimit', ['--nofile=256:256', '--pid', String(facade.pid)])
  const logBefore = facade.log().length
  const clients: Socket[] = []
  for (let n = 0; n < 500; n++) {
    const socket = connect(facade.port, '127.0.0.1').on('error', () => undefined)
    socket.write(`GET /v1/products/${freshWord()} HTTP/1.1\r\nhost: a\r\n\r\n`)
    clients.push(socket)
  }
  const seconds = 11
  await pause(seconds * 1_000)
  const said = facade
    .log()
    .slice(logBefore)
    .split('\n')
    .filter((line) => /EMFILE|descriptor/i.test(line))
  for (const socket of clients) socket.destroy()
  const well = async () =>
    (await probeSide(facade.url, 'getProduct', { side: 'new', secret: stage.secrets.tester })) === null
  const recovered = await msUntil(well, 10_000)
  if (!facade.alive()) wrong.push('the façade has ended')
  if (recovered === null) wrong.push('does not recover within 10 s')
  if (said.length === 0 || said.length > 2) wrong.push(`said so ${said.length} × in ${seconds} s`)
  await facade.stop()
  const found = `said so ${said.length} × in ${seconds} s, well ${ms(recovered)} after the clients left`
  return verdict(wrong, found, { browse: 'degraded' })
}

async function stopped(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const facade = await stage.startFacade()
  const waiting: Promise<Observed>[] = []
  const send = (side: 'new' | 'legacy') => {
    const headers = testerHeaders(side, stage.secrets.tester)
    waiting.push(ask(`${facade.url}/v1/products/${freshWord()}`, { headers }))
  }
  const calls = () => stage.services.requests() + stage.suite.requests()
  for (let n = 0; n < 20; n++) send(n % 2 === 0 ? 'new' : 'legacy')
  process.kill(facade.pid, 'SIGSTOP')
  const [before, midway] = [calls(), waiting.length]
  for (let n = 0; n < 40; n++) send(n % 2 === 0 ? 'new' : 'legacy')
  await pause(5_000)
  process.kill(facade.pid, 'SIGCONT')
  const answers = await Promise.all(waiting)
  const open = (await facade.metrics()).sum('banyan_breaker_state') ?? 0
  const opened = facade.log().includes('"state":"open"')
  const failed = answers.filter(({ status }) => status !== 200 && status !== 504 && status !== 503)
  if (open > 0 || opened) wrong.push('a breaker opened')
  if (failed.length > 0) wrong.push(`${failed.length} of ${answers.length} failed: ${failed[0]?.status}`)
  const made = calls() - before
  if (made > waiting.length + midway) wrong.push(`${made} calls for ${waiting.length} requests`)
  const good = answers.filter(({ status }) => status === 200).length
  await facade.stop()
  const found = `${good} of ${answers.length} answered well, no breaker opened; no orders yet`
  return verdict(wrong, found, { browse: 'ok' })
}
