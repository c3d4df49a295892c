// D1–D4: the flag server is away, ill, or what it last said is damaged.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { journeyFeature } from '#flags/testing/journey-feature.ts'
import { killWhileWriting } from '#flags/testing/kill-while-writing.ts'
import { type Conduct, startScriptedServer } from '#flags/testing/scripted-server.ts'
import { freePort } from '../../testing/free-port.ts'
import { always, type Cells, type Finding, type Ground, type Row } from '../row.ts'
import { shopDuring } from '../stage/shoppers.ts'
import { movedBetween, newIn, splitOf } from '../stage/split.ts'
import type { Stage } from '../stage/stage.ts'
import { msUntil } from '../stage/until.ts'
import { few, ms, verdict } from './verdict.ts'

const shopper: Cells = { browse: 'ok', search: 'ok', passthrough: 'ok' }
const visitors = 300

export const flagRows: readonly Row[] = [
  {
    ...{ id: 'D1', title: 'flag server away at cold start', tiers: always, find: coldStart },
    must: 'ready ≤ 5 s, everything legacy, loud banner and metric',
  },
  {
    ...{
      id: 'D2',
      title: 'flag server away at start, last-known-good on disk',
      tiers: always,
      find: warmStart,
    },
    must: 'the same split as before, 0 visitors moved',
  },
  {
    ...{ id: 'D3', title: 'flag server ill: hanging, 500, garbage, empty', tiers: always, find: ill },
    must: 'for a day: 0 errors, 0 visitors moved; an empty list is not believed',
  },
  {
    ...{ id: 'D4', title: 'last-known-good damaged, or killed while writing', tiers: always, find: damaged },
    must: 'torn, empty, garbage, SIGKILL 200 ×: never a wrong split; the previous generation serves',
  },
]

const nowhere = async () => `http://127.0.0.1:${await freePort()}/api`

async function coldStart(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const start = async () => {
    const begun = performance.now()
    const facade = await stage.startFacade({ UNLEASH_URL: await nowhere() })
    return { facade, readyMs: performance.now() - begun }
  }
  let { facade, readyMs } = await start()
  if (readyMs > 5_000) {
    // Once more: another program may have had the processor.
    await facade.stop()
    ;({ facade, readyMs } = await start())
  }
  // Not those of the control plane, which asks how the services are.
  const shopped = () => stage.services.requestsWith('/v1/')
  const before = shopped()
  const shopping = { url: facade.url, secret: stage.secrets.visitor }
  const { asked, failed } = await shopDuring(shopping, () => pause(500))
  const toNew = shopped() - before
  const origin = (await facade.metrics()).sum('banyan_flag_origin', { origin: 'none' })
  const { status } = await facade.operations('/readyz')
  if (readyMs > 5_000) wrong.push(`ready after ${ms(readyMs)}`)
  if (status !== 200) wrong.push(`readiness says ${status}`)
  if (toNew > 0) wrong.push(`${toNew} requests reached the new side`)
  if (failed.length > 0) wrong.push(few(failed))
  if (!facade.log().includes('NO FLAGS ARE KNOWN')) wrong.push('no banner in the log')
  if (origin !== 1) wrong.push('no metric')
  await facade.stop()
  const found = `ready after ${ms(readyMs)}, ${asked} requests all legacy, banner and metric there`
  return verdict(wrong, found, { browse: 'degraded', search: 'degraded', passthrough: 'ok' })
}

/** A façade that knows a split, stopped; its folder. */
async function stoppedAt(stage: Stage, percent: number, directory: string) {
  await stage.flagAdmin.setPercent('catalog', percent, { actor: 'scorecard', reason: 'a row' })
  const facade = await stage.startFacade({ DATA_DIR: directory })
  const isSet = async () => (await facade.metrics()).sum('banyan_split_percent', setOfCatalog) === percent
  if ((await msUntil(isSet, 10_000)) === null) throw new Error(`no façade came to ${percent} %`)
  const split = await splitOf(facade, visitors)
  await facade.stop()
  return split
}

const setOfCatalog = { journey: 'catalog', kind: 'set' }

async function warmStart(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const directory = join(stage.folder, 'd2')
  const before = await stoppedAt(stage, 50, directory)
  const facade = await stage.startFacade({ DATA_DIR: directory, UNLEASH_URL: await nowhere() })
  const moved = movedBetween(before, await splitOf(facade, visitors))
  const { failed } = await shopDuring({ url: facade.url, secret: stage.secrets.visitor }, () => pause(300))
  await facade.stop()
  const found = `${moved} of ${visitors} moved, ${newIn(before)} of them on the new side`
  return verdict([...failed, ...(moved > 0 ? [`${moved} moved`] : [])], found, shopper)
}

const ills: readonly Conduct[] = [
  ...(['silent', 'failing', 'refusing tokens', 'web page', 'broken stream'] as const),
  ...(['empty', 'without journeys', 'malformed'] as const),
]

async function ill(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const each = ground.tier === 'full' ? 60_000 : 800
  const server = await startScriptedServer('streamed')
  server.setFeatures([journeyFeature('catalog', 50), journeyFeature('search', 50)])
  const facade = await stage.startFacade({ UNLEASH_URL: server.url })
  const before = await splitOf(facade, visitors)
  const wrong: string[] = []
  let total = 0
  const shopping = { url: facade.url, secret: stage.secrets.visitor }
  for (const conduct of [...ills, 'gone'] as const) {
    if (conduct === 'gone') await server.leave()
    else server.behave(conduct)
    const { asked, failed } = await shopDuring(shopping, () => pause(each))
    total += asked
    const moved = movedBetween(before, await splitOf(facade, visitors))
    if (moved > 0) wrong.push(`${conduct}: ${moved} moved`)
    if (failed.length > 0) wrong.push(`${conduct}: ${few(failed)}`)
  }
  await facade.stop()
  await server.stop().catch(() => undefined)
  const tried = `${ills.length + 1} ills of ${each / 1_000} s`
  const found = `${tried}, ${total} requests: 0 errors, 0 of ${visitors} moved`
  return verdict(wrong, found, shopper)
}

const damages: readonly { readonly name: string; readonly damage: (text: Buffer) => Buffer }[] = [
  { name: 'torn', damage: (text) => text.subarray(0, text.length / 2) },
  { name: 'empty', damage: () => Buffer.alloc(0) },
  {
    name: 'garbage',
    damage: (text) => Buffer.from(text.map((byte, at) => (at % 7 === 0 ? byte ^ 0x5a : byte))),
  },
]

async function damaged(ground: Ground): Promise<Finding> {
  const stage = await ground.stage()
  const wrong: string[] = []
  const directory = join(stage.folder, 'd4')
  const older = await stoppedAt(stage, 30, directory)
  await stoppedAt(stage, 70, directory)
  const file = join(directory, 'flags', 'flags.last-known-good')
  copyFileSync(file, `${file}.kept`)
  for (const { name, damage } of damages) {
    writeFileSync(file, damage(readFileSync(`${file}.kept`)))
    const facade = await stage.startFacade({ DATA_DIR: directory, UNLEASH_URL: await nowhere() })
    const moved = movedBetween(older, await splitOf(facade, visitors))
    if (moved > 0) wrong.push(`${name}: ${moved} not where the previous generation has them`)
    await facade.stop()
  }
  const kills = ground.tier === 'full' ? 200 : 10
  const writing = mkdtempSync(join(tmpdir(), 'banyan-d4-'))
  let next = 1
  for (let kill = 0; kill < kills; kill++) {
    const { acknowledged, kept } = await killWhileWriting(writing, next, kill * 3)
    if (kept < acknowledged || kept > acknowledged + 1) wrong.push(`kept ${kept}, told ${acknowledged}`)
    next = kept + 1
  }
  rmSync(writing, { recursive: true, force: true })
  const found = `3 damages served by the previous generation; ${kills} × SIGKILL over ${next - 1} generations`
  return verdict(wrong, found, shopper)
}
