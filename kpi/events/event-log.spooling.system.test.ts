import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { BanyanEvent } from '#contracts/events/events.ts'
import { silentLog } from '#contracts/process/log.ts'
import { startEmbeddedPostgres } from '#scripts/postgres/embedded-postgres.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { createMemoryEventLog } from './event-log.memory.ts'
import { createPostgresEventLog } from './event-log.postgres.ts'
import { createSpoolingEventLog } from './event-log.spooling.ts'
import { exampleExposure } from './example-events.ts'
import { createRecordingConsumer } from './recording-consumer.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-spooling-'))
  await chmod(directory, 0o711)
})

afterEach(() => rm(directory, { recursive: true, force: true }))

const distinct = (events: readonly BanyanEvent[], key?: string) => [
  ...new Set(events.filter((e) => key === undefined || e.partitionkey === key).map((e) => e.id)),
]

it('loses nothing and keeps the order of keys while PostgreSQL is stopped and started', async () => {
  const settings = {
    dataDirectory: join(directory, 'data'),
    port: await freePort(),
    password: 'for-tests-only',
  }
  let postgres = await startEmbeddedPostgres(settings)
  const inner = createPostgresEventLog({ databaseUrl: postgres.url(), log: silentLog, leasePollMs: 50 })
  const log = await createSpoolingEventLog(inner, { directory: join(directory, 'spool'), log: silentLog })
  const consumer = createRecordingConsumer('g')
  await log.consume(consumer)
  const keys = ['x', 'y', 'z']
  const appended = new Map<string, string[]>(keys.map((key) => [key, []]))
  async function appendSome(name: string) {
    await Promise.all(
      keys.map(async (key) => {
        for (let i = 0; i < 30; i++) {
          const id = `${key}-${name}-${i}`
          await log.append([exampleExposure(id, { visitorId: key })])
          appended.get(key)?.push(id)
        }
      }),
    )
  }
  await appendSome('before')
  await Promise.all([appendSome('stopping'), postgres.stop()])
  await appendSome('away')
  expect(log.status().spooling).toBe(true)
  postgres = await startEmbeddedPostgres(settings)
  await appendSome('back')
  await consumer.until(() => distinct(consumer.events).length === keys.length * 120)
  for (const key of keys) expect(distinct(consumer.events, key)).toEqual(appended.get(key))
  await log.close()
  await postgres.stop()
})

it('has everything that it had taken when it was killed', async () => {
  const script = fileURLToPath(new URL('../testing/append-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const told: string[] = []
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    told.push(line)
    if (told.length === 300) child.kill('SIGKILL')
  }
  await exited
  const inner = createMemoryEventLog()
  const log = await createSpoolingEventLog(inner, { directory, log: silentLog })
  const consumer = createRecordingConsumer('g')
  await log.consume(consumer)
  await consumer.until(() => distinct(consumer.events).length >= told.length)
  expect(distinct(consumer.events).slice(0, told.length)).toEqual(told)
  await log.close()
})
