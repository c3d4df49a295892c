// The whole of an embedded Banyan as one thing that starts and stops: what `npm start` and the system tests
// run.
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts'
import { type Child, type ChildEvents, startChild } from './child.ts'
import { takeLock } from './lock.ts'
import { type Place, type PlanName, plans } from './plans.ts'
import type { Ports } from './ports.ts'
import { readSecrets, type Secrets } from './secrets.ts'

export type System = {
  readonly ports: Ports
  readonly secrets: Secrets
  readonly children: ReadonlyMap<PlanName, Child>
  readonly postgres: EmbeddedPostgres | null
  /** Starts PostgreSQL again after a test stopped it. */
  restartPostgres(): Promise<void>
  stop(): Promise<void>
}

export type SystemOptions = {
  readonly home: string
  readonly ports: Ports
  readonly own?: { readonly [name: string]: string | undefined }
  /** Told before and after each step. */
  readonly step?: <T>(title: string, work: (say: (text: string) => void) => Promise<T>) => Promise<T>
  readonly fell?: NonNullable<ChildEvents['fell']>
}

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

type Step = NonNullable<SystemOptions['step']>
type Ended = { readonly name: string; stop(): Promise<void> }

/**
 * Starts what is not replaced by something of the user's own. What has been started is stopped again when a
 * later
 * part does not come up.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const step: Step = options.step ?? ((_title, work) => work(() => undefined))
  mkdirSync(options.home, { recursive: true, mode: 0o711 })
  chmodSync(options.home, 0o711)
  const release = takeLock(join(options.home, 'lock'))
  const started: Ended[] = []
  const stop = async () => {
    for (const part of started.toReversed()) await part.stop()
    release()
  }
  try {
    return { ...(await startParts(options, step, started)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startParts(
  options: SystemOptions,
  step: Step,
  started: Ended[],
): Promise<Omit<System, 'stop'>> {
  const own = options.own ?? {}
  const secrets = readSecrets(join(options.home, 'secrets.json'))
  const database = own.DATABASE_URL ? null : new RestartablePostgres(options, secrets)
  if (database) {
    await step('PostgreSQL', () => database.start())
    started.push({ name: 'postgres', stop: () => database.stop() })
  }
  const databaseUrl = own.DATABASE_URL ?? database?.url ?? ''
  const place: Place = {
    root: projectRoot,
    home: options.home,
    ports: options.ports,
    secrets,
    databaseUrl,
    own,
  }
  const children = await startChildren(place, options, step, started)
  return {
    ports: options.ports,
    secrets,
    children,
    get postgres() {
      return database?.running ?? null
    },
    restartPostgres: async () => database?.start(),
  }
}

const titles: { readonly [Name in PlanName]: string } = {
  suite: 'suite (Vendure)',
  flags: 'flag server',
  services: 'rebuilt services',
  facade: 'façade',
  control: 'control plane',
}

async function startChildren(
  place: Place,
  options: SystemOptions,
  step: Step,
  started: Ended[],
): Promise<Map<PlanName, Child>> {
  const rows = plans(place)
  const children = new Map<PlanName, Child>()
  const start = (name: PlanName) =>
    step(titles[name], async (say) => {
      const child = await startChild(rows[name], {
        progress: say,
        ...(options.fell ? { fell: options.fell } : {}),
      })
      children.set(name, child)
      started.push(child)
    })
  // The suite takes longest and needs none of the others.
  const suite = place.own.LEGACY_URL ? [] : [start('suite')]
  const rest = async () => {
    if (!place.own.UNLEASH_URL) await start('flags')
    await Promise.all([start('services'), start('facade'), start('control')])
  }
  await settle([...suite, rest()])
  return children
}

/** Waits for all, also when one fails, so that whatever was started is known and can be stopped. */
async function settle(works: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(works)
  const failed = results.find((r) => r.status === 'rejected')
  if (failed) throw failed.reason
}

class RestartablePostgres {
  running: EmbeddedPostgres | null = null
  #options: SystemOptions
  #secrets: Secrets

  constructor(options: SystemOptions, secrets: Secrets) {
    this.#options = options
    this.#secrets = secrets
  }

  get url(): string {
    return this.running?.url('banyan') ?? ''
  }

  async start(): Promise<void> {
    this.running = await startEmbeddedPostgres({
      dataDirectory: join(this.#options.home, 'postgres', 'data'),
      port: this.#options.ports.POSTGRES_PORT,
      password: this.#secrets.postgresPassword,
    })
    await createDatabase(this.running.url(), 'banyan')
  }

  async stop(): Promise<void> {
    await this.running?.stop()
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
