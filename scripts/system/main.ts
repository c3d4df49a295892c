// What `npm start` does once Node 24 and the packages are there.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { exitBadConfiguration, readSettings, SettingsError } from '#contracts/process/settings.ts'
import { takenPorts } from './check-ports.ts'
import { importWhenEmpty } from './first-import.ts'
import { type Ports, portSettings } from './ports.ts'
import { createTalk, type Talk } from './progress.ts'
import { projectRoot, type System, startSystem } from './system.ts'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].find((f) => !['--quiet', '--no-suite', '--reset', '--yes'].includes(f))
const talk = createTalk(flags.has('--quiet'))
const home = process.env.BANYAN_HOME ?? join(projectRoot, '.banyan')

if (unknown) stopWith(`unknown option ${unknown}; npm start -- --help lists them`, 2)
if (flags.has('--no-suite') && !process.env.LEGACY_URL) stopWith('--no-suite needs LEGACY_URL', 2)
await run().catch((error: unknown) => {
  if (error instanceof SettingsError) stopWith(error.message, exitBadConfiguration)
  stopWith(error instanceof Error ? error.message : String(error), 1)
})

async function run(): Promise<void> {
  const ports = readSettings(portSettings)
  if (flags.has('--reset')) await reset()
  let system: System | null = null
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    talk.line('stopping …')
    await system?.stop()
    talk.line('stopped; the data stays in .banyan')
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  const fell = (name: string, how: string) =>
    talk.line(`${name} ended (${how}); starting it again. Log: ${logOf(name)}`)
  system = await startSystem({ home, ports: await freePorts(ports), own: process.env, step: talk.step, fell })
  if (stopping) return void system.stop()
  await firstImport(system, talk)
  talk.line('ready')
  process.stdout.write(welcome(system))
}

async function freePorts(ports: Ports): Promise<Ports> {
  const { POSTGRES_PORT: _left, ...rest } = ports
  const taken = await takenPorts(rest)
  if (taken.length > 0) stopWith(`taken by another program: ${taken.join(', ')}. Set these to free ports.`, 1)
  return ports
}

async function firstImport(system: System, { step, line }: Talk): Promise<void> {
  try {
    await step('catalogue import', (say) => importWhenEmpty(system, say))
  } catch (error) {
    line(`the new side is not filled yet: ${(error as Error).message}`)
  }
}

async function reset(): Promise<void> {
  if (!flags.has('--yes')) {
    const ask = createInterface({ input: process.stdin, output: process.stderr })
    const answer = await ask.question(`Delete all local data in ${home}? (yes/no) `)
    ask.close()
    if (answer !== 'yes') stopWith('nothing was deleted', 1)
  }
  rmSync(home, { recursive: true, force: true })
}

function logOf(name: string): string {
  return join(home, 'logs', `${name}.log`)
}

function stopWith(message: string, code: number): never {
  process.stderr.write(`banyan: ${message}\n`)
  process.exit(code)
}

function welcome({ ports, secrets }: System): string {
  const at = (port: number, path = '') => `http://127.0.0.1:${port}${path}`
  return `
Banyan is up.

  Storefront API    ${at(ports.FACADE_PORT, '/v1/products')}
  API docs          ${at(ports.FACADE_PORT, '/docs')}
  Console           ${at(ports.CONTROL_PORT)}   password: ${secrets.operatorPassword}
  Metrics           ${at(ports.OPERATIONS_PORT, '/metrics')}

Three things to try, in a second terminal:

  1. curl -i ${at(ports.FACADE_PORT, '/v1/products/laptop')}
     answered by the bought suite: see X-Banyan-Side and X-Banyan-Reason
  2. npx banyan ramp catalog 25 --yes --reason "first visitors"
     a quarter of the visitors now gets the rebuilt catalogue
  3. npm run shoppers
     sends shoppers through; watch both sides in the console

Ctrl-C stops everything; the next start keeps the data.
`
}
