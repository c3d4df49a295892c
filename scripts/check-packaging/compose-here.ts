// The outside parts of the compose file, really running here: PostgreSQL, Unleash, Kafka where there is one.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '#scripts/postgres/embedded-postgres.ts'
import { freePort } from '#scripts/testing/free-port.ts'
import { findRealKafka } from '#scripts/testing/real-kafka.ts'
import { until } from '#scripts/testing/visitors.ts'
import { installUnleash } from '#scripts/unleash/install.ts'
import { interpolate, parseEnvFile, readComposeFile } from './compose-file.ts'

const run = promisify(execFile)

type Settings = { readonly [name: string]: string }

export type ComposeHere = {
  /** The compose file’s environment of a service; only hosts and ports are those of this machine. */
  settingsOf(service: string): Settings
  /** Where a port of the compose network is here, `host:port`. */
  placeOf(hostAndPort: string): string
  /** Secrets as deploy/new-env.mjs makes them. */
  readonly secrets: Settings
  /** Why there is no Kafka, or null. */
  readonly kafkaMissing: string | null
  stop(): Promise<void>
}

const compose = readComposeFile()

/** Ports of the compose network that processes of ours, or stand-ins for the images, listen on here. */
const networkPorts = [
  'facade:8080',
  'facade:8081',
  'control:8090',
  'services:8200',
  'suite:8100',
  'postgres:5432',
  'unleash:4242',
]

/** Starts the outside parts, each with the compose file's own settings. */
export async function startComposeHere(): Promise<ComposeHere> {
  const secrets = parseEnvFile(execFileSync(process.execPath, ['deploy/new-env.mjs'], { encoding: 'utf8' }))
  const places = new Map<string, string>()
  for (const port of networkPorts) places.set(port, `127.0.0.1:${await freePort()}`)
  const ends: (() => Promise<void>)[] = []
  const here = (text: string) =>
    [...places].reduce((mapped, [there, place]) => mapped.replaceAll(there, place), text)
  const settingsOf = (service: string) =>
    Object.fromEntries(
      Object.entries(compose.services[service]?.environment ?? {}).map(([name, text]) => [
        name,
        here(interpolate(text, secrets)),
      ]),
    )
  ends.push(await startPostgres(secrets, portOf(here('postgres:5432'))))
  const kafka = await startKafka()
  places.set('kafka:9092', kafka.brokers)
  ends.push(kafka.stop)
  ends.push(await startUnleash(settingsOf('unleash'), portOf(here('unleash:4242'))))
  return {
    settingsOf,
    secrets,
    placeOf: here,
    kafkaMissing: kafka.missing,
    stop: async () => {
      for (const end of ends.toReversed()) await end()
    },
  }
}

function portOf(place: string): string {
  return place.split(':')[1] ?? ''
}

async function startPostgres(secrets: Settings, port: string): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-compose-'))
  const server = await startEmbeddedPostgres({
    dataDirectory: join(folder, 'data'),
    port: Number(port),
    password: secrets.POSTGRES_PASSWORD ?? '',
  })
  await sql(server.url(), ['CREATE DATABASE banyan'])
  await sql(server.url('banyan'), initStatements(secrets))
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What psql makes of the init file: `\getenv` and its variable filled in, one statement after the other. */
function initStatements(secrets: Settings): readonly string[] {
  const text = readFileSync('deploy/postgres/unleash-database.sql', 'utf8')
  const [, variable = '', setting = ''] = /^\\getenv (\w+) (\w+)$/m.exec(text) ?? []
  return text
    .replace(/^(\\|--).*$/gm, '')
    .replaceAll(`:'${variable}'`, pg.escapeLiteral(secrets[setting] ?? ''))
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

async function sql(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function startKafka() {
  const found = await findRealKafka()
  if ('missing' in found) return { brokers: '', missing: found.missing, stop: async () => undefined }
  const kafka = await found.start()
  return { brokers: kafka.brokers.join(','), missing: null, stop: () => kafka.destroy() }
}

/** The image runs the same server; asked for its health by the compose file's own command. */
async function startUnleash(settings: Settings, port: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [await installUnleash()], {
    env: { PATH: process.env.PATH, ...settings, HTTP_HOST: '127.0.0.1', HTTP_PORT: port },
    stdio: 'ignore',
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const [, , ...check] = compose.services.unleash?.healthcheck?.test ?? []
  const ask = () =>
    run(
      process.execPath,
      check.map((word) => word.replace('4242', port)),
    ).then(
      () => true,
      () => child.exitCode !== null,
    )
  await until(ask, 120_000)
  if (child.exitCode !== null) throw new Error(`Unleash ended with ${child.exitCode}`)
  return async () => {
    child.kill('SIGTERM')
    await gone
  }
}
