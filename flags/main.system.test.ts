import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { freePort } from '#scripts/testing/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { createUnleashFlagAdmin } from './flag-admin.unleash.ts'
import { tokens } from './testing/running-flags.ts'
import { emptyFolder, openSource } from './testing/sources.ts'
import { seen } from './testing/until.ts'
import { newVisitors, visitors } from './testing/visitors.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const act = { actor: 'ann', reason: 'a test' }

type Process = { readonly child: ChildProcess; readonly output: () => string }

function run(environment: { readonly [name: string]: string }): Process {
  const env = { PATH: process.env.PATH ?? '', ...environment }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
    })
  }
  return { child, output: () => output }
}

async function exitCode({ child }: Process): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const [code] = await once(child, 'exit')
  return code
}

describe('flags/main.ts', () => {
  let database: TestDatabase
  let settings: { [name: string]: string }
  let url: string
  beforeEach(async () => {
    database = await createTestDatabase()
    const port = await freePort()
    url = `http://127.0.0.1:${port}/api`
    settings = {
      FLAGS_PORT: String(port),
      DATABASE_URL: database.url,
      FLAGS_CLIENT_TOKEN: tokens.client,
      FLAGS_ADMIN_TOKEN: tokens.admin,
      DATA_DIR: emptyFolder(),
    }
  })
  afterEach(() => database.drop())
  const start = async () => {
    const flags = run(settings)
    await once(flags.child, 'message')
    return flags
  }
  const stop = async (flags: Process) => {
    flags.child.kill('SIGTERM')
    return exitCode(flags)
  }

  it('serves, stops on SIGTERM with clients connected, and moves nobody over its restart', async () => {
    const first = await start()
    const admin = createUnleashFlagAdmin({ url, token: tokens.admin })
    const directory = emptyFolder()
    const source = await openSource({ url, directory, silenceMs: 1_000 })
    await admin.setPercent('catalog', 42, act)
    await seen(source, () => source.journey('catalog')?.percent === 42)
    const people = visitors(2_000)
    const before = newVisitors(source, 'catalog', people)
    const status = readFileSync(`/proc/${first.child.pid}/status`, 'utf8')
    process.stdout.write(`flags/main.ts: ${/VmRSS:\s*(.*)/.exec(status)?.[1]} resident\n`)

    expect(await stop(first)).toBe(0)
    expect(newVisitors(source, 'catalog', people)).toEqual(before)
    // The façade starts anew while there is no flag server.
    const orphan = await openSource({ url, directory, firstAnswerMs: 50 })
    expect(newVisitors(orphan, 'catalog', people)).toEqual(before)
    expect(orphan.status().origin).toBe('last-known-good')

    const second = await start()
    await admin.setPercent('catalog', 43, act)
    await seen(source, () => source.journey('catalog')?.percent === 43)
    await source.close()
    await orphan.close()
    expect(await stop(second)).toBe(0)
    for (const { output } of [first, second]) {
      for (const line of output().trim().split('\n')) expect(JSON.parse(line).level).toBeLessThan(40)
      for (const token of Object.values(tokens)) expect(output()).not.toContain(token)
    }
  })

  it('lists everything that is wrong with its settings and exits with 78', async () => {
    const flags = run({ DATABASE_URL: 'mysql://x', FLAGS_PORT: '99999', FLAGS_CLIENT_TOKEN: 'short' })
    expect(await exitCode(flags)).toBe(78)
    for (const name of ['DATABASE_URL', 'FLAGS_PORT', 'FLAGS_CLIENT_TOKEN', 'FLAGS_ADMIN_TOKEN']) {
      expect(flags.output()).toContain(name)
    }
  })

  it('takes no token twice', async () => {
    const flags = run({ ...settings, FLAGS_ADMIN_TOKEN: tokens.client })
    expect(await exitCode(flags)).toBe(78)
    expect(flags.output()).toContain('FLAGS_ADMIN_TOKEN')
  })

  it('ends where its port is taken', async () => {
    const first = await start()
    const second = run(settings)
    expect(await exitCode(second)).toBe(1)
    await stop(first)
  })
})
