// One PostgreSQL for the whole test run, on a free port, gone afterwards.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts'
import { freePort } from '../testing/free-port.ts'

let running = null

export default async function setUp() {
  if (process.env.BANYAN_TEST_POSTGRES && !running) return undefined
  running ??= start()
  await running
  return undefined
}

async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-test-'))
  chmodSync(folder, 0o711)
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(folder, 'data'),
    port: await freePort(),
    password: 'for-tests-only',
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  })
  process.env.BANYAN_TEST_POSTGRES = postgres.url()
  return { postgres, folder }
}

export async function tearDown() {
  if (!running) return
  const started = running
  running = null
  const { postgres, folder } = await started
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
