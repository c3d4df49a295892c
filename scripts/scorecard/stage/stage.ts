// The stage on which most rows play: a real façade, control plane, flag server and PostgreSQL, each a
// process of its own, between toy upstreams that can misbehave.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FlagAdmin } from '#flags/flag-admin.ts'
import { createUnleashFlagAdmin } from '#flags/flag-admin.unleash.ts'
import { type BenchProcess, type Placement, startProcess } from '../../bench/bench-process.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../postgres/embedded-postgres.ts'
import { freePort } from '../../testing/free-port.ts'
import {
  type Environment,
  type FacadeProcess,
  type FacadeStart,
  startFacadeProcess,
} from './facade-process.ts'
import { createNameTable, type NameTable } from './name-table.ts'
import { type Misbehave, startToy, type ToyUpstream } from './toy-upstream.ts'

export type StageSecrets = {
  readonly visitor: string
  readonly tester: string
  readonly operator: string
  readonly service: string
  readonly flagsClient: string
  readonly flagsAdmin: string
}

export type Stage = {
  readonly folder: string
  readonly place: Placement | null
  readonly secrets: StageSecrets
  readonly services: ToyUpstream
  readonly suite: ToyUpstream
  readonly names: NameTable
  readonly postgres: EmbeddedPostgres
  /** Base of the flag server's API. */
  readonly unleashUrl: string
  readonly flagAdmin: FlagAdmin
  readonly controlUrl: string
  /** The façade that all rows share: whoever breaks it needs one of his own. */
  readonly facade: FacadeProcess
  /** Another façade of the same stage, with settings of its own; ended with the stage at the latest. */
  startFacade(environment?: Environment, script?: FacadeStart['script']): Promise<FacadeProcess>
  /** Settings that a façade of this stage gets, on ports that are free. */
  facadeEnvironment(): Promise<Environment>
  /** Called at the end of the stage, before all that is here already. */
  onEnd(end: () => Promise<unknown>): void
  stop(): Promise<void>
}

const secret = () => randomBytes(24).toString('base64url')

/** Starts everything; whatever fails, nothing is left behind. */
export async function startStage(
  misbehave: (fault: string) => Misbehave | undefined,
  place: Placement | null,
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-scorecard-'))
  chmodSync(folder, 0o711)
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end().catch(() => undefined)
  }
  try {
    return { ...(await assemble({ folder, ends, place }, misbehave)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Site = {
  readonly folder: string
  readonly place: Placement | null
  readonly ends: (() => Promise<unknown>)[]
}

async function assemble(
  site: Site,
  misbehave: (fault: string) => Misbehave | undefined,
): Promise<Omit<Stage, 'stop'>> {
  const { folder, ends, place } = site
  const secrets: StageSecrets = {
    ...{ visitor: secret(), tester: secret(), operator: secret(), service: secret() },
    ...{ flagsClient: secret(), flagsAdmin: secret() },
  }
  const [services, suite] = [await startToy('services', misbehave), await startToy('suite', misbehave)]
  ends.push(
    () => services.leave(),
    () => suite.leave(),
  )
  const names = createNameTable(join(folder, 'names.json'), {
    'services.toy': '127.0.0.1',
    'suite.toy': '127.0.0.1',
  })
  const settings = { dataDirectory: join(folder, 'data'), port: await freePort(), password: secret() }
  const postgres = await startEmbeddedPostgres(settings)
  ends.push(() => postgres.stop())
  const databaseUrl = postgres.url()
  const flagsPort = await freePort()
  const unleashUrl = `http://127.0.0.1:${flagsPort}/api`
  await start(site, 'flags/main.ts', {
    ...{ FLAGS_PORT: String(flagsPort), DATABASE_URL: databaseUrl },
    ...{ FLAGS_CLIENT_TOKEN: secrets.flagsClient, FLAGS_ADMIN_TOKEN: secrets.flagsAdmin },
  })
  const sides = {
    ...{ LEGACY_SUITE: 'vendure', LEGACY_URL: `http://suite.toy:${suite.port}` },
    ...{ NEW_URL: `http://services.toy:${services.port}`, SERVICE_TOKEN: secrets.service },
    ...{ DATABASE_URL: databaseUrl, UNLEASH_URL: unleashUrl, OPERATOR_TOKEN: secrets.operator },
    ...{ TESTER_SECRET: secrets.tester, BANYAN_MODE: 'production', ...names.environment },
  }
  let started = 0
  const facadeEnvironment = async (): Promise<Environment> => ({
    ...sides,
    ...{ FACADE_PORT: String(await freePort()), OPERATIONS_PORT: String(await freePort()) },
    ...{ UNLEASH_TOKEN: secrets.flagsClient, VISITOR_SECRET: secrets.visitor },
    // Every answer is held against the contract: what a sample would let through is not the matter here.
    ...{ DATA_DIR: join(folder, `facade-${++started}`), VALIDATE_SHARE: '1' },
    // Every request reaches a side, but in the rows that are about the cache.
    CACHE_BYTES: '0',
  })
  const startFacade: Stage['startFacade'] = async (environment = {}, script = 'facade/main.ts') => {
    const own = { ...(await facadeEnvironment()), ...environment }
    const logFile = join(folder, `facade-${own.FACADE_PORT}.log`)
    const facade = await startFacadeProcess({ script, environment: own, place, logFile })
    ends.push(facade.stop)
    return facade
  }
  const facade = await startFacade()
  const controlUrl = await startControl(site, sides, { secrets, operationsUrl: facade.operationsUrl })
  const flagAdmin = createUnleashFlagAdmin({ url: unleashUrl, token: secrets.flagsAdmin })
  return {
    ...{ folder, place, secrets, services, suite, names, postgres, unleashUrl, flagAdmin, controlUrl },
    ...{ facade, startFacade, facadeEnvironment },
    onEnd: (end) => void ends.push(end),
  }
}

async function start(
  { folder, ends }: Site,
  script: string,
  environment: Environment,
): Promise<BenchProcess> {
  const log = openSync(join(folder, `${script.replaceAll('/', '-')}.log`), 'a')
  const process = await startProcess({ script, cores: null, log, environment })
  ends.push(process.stop)
  return process
}

type ControlNeeds = { readonly secrets: StageSecrets; readonly operationsUrl: string }

async function startControl(site: Site, sides: Environment, needs: ControlNeeds): Promise<string> {
  const port = await freePort()
  await start(site, 'control/main.ts', {
    ...sides,
    ...{ CONTROL_PORT: String(port), OPERATIONS_URL: needs.operationsUrl },
    ...{ OPERATOR_PASSWORD: secret(), SESSION_SECRET: secret() },
    ...{ UNLEASH_ADMIN_TOKEN: needs.secrets.flagsAdmin, DATA_DIR: join(site.folder, 'control') },
  })
  return `http://127.0.0.1:${port}`
}
