// A full disk takes no log line, no flags and no events: shoppers do not notice, operators do.
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLastKnownGood } from '#flags/last-known-good.ts'
import { type RunningParent, startParent } from '#scripts/testing/running-parent.ts'
import { mountSmallDisk } from '#scripts/testing/small-disk.ts'
import { until } from '#scripts/testing/visitors.ts'

const reason = { actor: 'test', reason: 'test' }
let facade: RunningParent

afterEach(() => facade.close())

async function visit(): Promise<string> {
  const answer = await fetch(`${facade.storefront}/v1/products/laptop`)
  await answer.arrayBuffer()
  return `${answer.status} ${answer.headers.get('x-banyan-reason')}`
}

async function ailing(): Promise<string> {
  return JSON.stringify((await (await fetch(`${facade.operations}/readyz`)).json()).parts)
}

test('a log that nobody takes stops nothing, not even the end', async () => {
  facade = await startParent({}, openSync('/dev/full', 'w'))
  for (let n = 0; n < 50; n++) expect(await visit()).toBe('200 percentage')
  await until(async () => (await ailing()).includes('is the disk full?'))
  expect(await facade.metric('banyan_log_lines_lost_total')).toBeGreaterThan(0)
  facade.signal('SIGTERM')
  expect(await facade.ended).toBe(0)
})

const disk = mountSmallDisk(512)
afterAll(() => disk?.remove())
const onDisk = disk === null ? test.skip : test

onDisk('a full disk, then room again (skipped where no disk can be mounted)', async () => {
  if (disk === null) return
  const logFile = join(disk.folder, 'log')
  facade = await startParent({ DATA_DIR: disk.folder }, openSync(logFile, 'a'))
  expect(await visit()).toBe('200 percentage')
  const percentOnDisk = () => {
    const set = createLastKnownGood(join(disk.folder, 'flags'), () => undefined).read()
    const catalog = set?.features.find(({ name }) => name === 'banyan.catalog')
    return String(catalog?.strategies[0]?.parameters.rollout)
  }
  await until(async () => percentOnDisk() === '100')

  disk.fill()
  await facade.flags.admin.setPercent('catalog', 0, reason)
  await until(async () => (await visit()) === '200 fallback')
  await until(async () => /last-known-good.*ENOSPC/.test(await ailing()))
  await until(async () => (await ailing()).includes('is the disk full?'))
  expect(percentOnDisk()).toBe('100')
  await facade.flags.admin.setPercent('catalog', 100, reason)
  await until(async () => (await visit()) === '200 percentage')

  disk.free()
  await facade.flags.admin.setPercent('catalog', 99, reason)
  await until(async () => (await visit()).startsWith('200') && percentOnDisk() === '99')
  await until(async () => ((await facade.metric('banyan_events_spooled_bytes')) ?? 0) > 0)
  const before = readFileSync(logFile, 'utf8').length
  await until(async () => (await visit()) !== '' && readFileSync(logFile, 'utf8').length > before)
  facade.signal('SIGTERM')
  expect(await facade.ended).toBe(0)
})
