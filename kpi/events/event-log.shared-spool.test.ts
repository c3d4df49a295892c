import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BanyanError } from '#contracts/errors.ts'
import type { EventLog } from '#contracts/events/event-log.ts'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { silentLog } from '#contracts/process/log.ts'
import { createSharedSpoolEventLog, type SharedSpoolEventLog } from './event-log.shared-spool.ts'
import { createSpoolingEventLog } from './event-log.spooling.ts'
import { exampleExposure } from './example-events.ts'

let root: string
let taken: BanyanEvent[]
let isAway: boolean
let closed: number
let troubles: unknown[]
let log: SharedSpoolEventLog

const inner: EventLog = {
  append: async (events) => {
    if (isAway) throw new BanyanError('unavailable')
    taken.push(...events)
  },
  consume: async () => ({ stop: async () => undefined }),
  close: async () => {
    closed += 1
  },
}

const quick = { log: silentLog, backOff: { firstMs: 1, longestMs: 2 } }

beforeEach(async () => {
  ;[taken, isAway, closed, troubles] = [[], false, 0, []]
  root = await mkdtemp(join(tmpdir(), 'banyan-shared-spool-'))
  log = await createSharedSpoolEventLog(inner, {
    ...{ ...quick, directory: root },
    onTrouble: (error) => troubles.push(error),
  })
})
afterEach(async () => {
  await log.close()
  await rm(root, { recursive: true, force: true })
})

/** What a process of this id left on disk when it was killed. */
async function leave(pid: number, id: string): Promise<void> {
  isAway = true
  const left = await createSpoolingEventLog(inner, { ...quick, directory: join(root, String(pid)) })
  await left.append([exampleExposure(id)])
  await left.close()
  isAway = false
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
const ids = () => taken.map(({ id }) => id)

test('what a killed process left is appended by who adopts it, and its folder goes', async () => {
  await leave(999_999, 'left')
  log.adopt([process.pid])
  await until(() => ids().includes('left') && !existsSync(join(root, '999999')))
  expect([log.status().spooling, troubles]).toEqual([false, []])
})

test('the folder of a process that lives is its own', async () => {
  await leave(999_999, 'its own')
  await leave(999_998, 'left')
  log.adopt([process.pid, 999_999])
  await until(() => ids().includes('left'))
  expect(ids()).toEqual(['left'])
})

test('while the log is away, what was adopted counts as waiting, and is there for the next', async () => {
  await leave(999_999, 'left')
  isAway = true
  log.adopt([process.pid])
  await until(() => log.status().spooledBytes > 0)
  expect(log.status().spooling).toBe(true)
  await log.close()
  expect([await readdir(root), closed]).toEqual([['999999'], expect.any(Number)])
  isAway = false
  log = await createSharedSpoolEventLog(inner, { ...quick, directory: root, onTrouble: () => undefined })
  log.adopt([process.pid])
  await until(() => ids().includes('left'))
})

test('an adopted folder does not close the log of the others', async () => {
  await leave(999_999, 'left')
  const before = closed
  log.adopt([process.pid])
  await until(() => !existsSync(join(root, '999999')))
  expect(closed).toBe(before)
  await log.append([exampleExposure('after')])
  expect(ids()).toContain('after')
})

test('nothing of its own waits at the end: nothing is left behind', async () => {
  await log.append([exampleExposure('a')])
  await log.close()
  expect([await readdir(root), closed]).toEqual([[], 1])
})
