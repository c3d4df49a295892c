// The façade as it runs in production, with a real PostgreSQL for its events and a real flag server beside
// it.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Side } from '#contracts/sides.ts'
import { createUnleashFlagAdmin } from '#flags/flag-admin.unleash.ts'
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts'
import { freePort } from '../testing/free-port.ts'
import { type BenchProcess, type Placement, startProcess } from './bench-process.ts'

export type FacadeUnderTest = {
  readonly url: string
  readonly pid: number
  /** Sends everybody to one side, by flag, and waits until the façade does so. */
  sendTo(side: Side): Promise<void>
  stop(): Promise<void>
}

export type FacadeSurroundings = {
  readonly newUrl: string
  readonly legacyUrl: string
  readonly visitorSecret: string
  readonly place: Placement | null
}

const secret = () => randomBytes(24).toString('base64url')
const stands = 20_000

/** Starts PostgreSQL, the flag server and the façade, the façade alone on the measured core. */
export async function startFacadeUnderTest(around: FacadeSurroundings): Promise<FacadeUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'))
  chmodSync(folder, 0o711)
  const started: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of started.toReversed()) await end()
  }
  try {
    const postgres = await startEmbeddedPostgres({
      dataDirectory: join(folder, 'data'),
      port: await freePort(),
      password: secret(),
    })
    started.push(() => postgres.stop())
    const facade = await startFlagsAndFacade(around, { folder, databaseUrl: postgres.url(), started })
    return { ...facade, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Ground = {
  readonly folder: string
  readonly databaseUrl: string
  readonly started: (() => Promise<void>)[]
}

async function startFlagsAndFacade(
  around: FacadeSurroundings,
  { folder, databaseUrl, started }: Ground,
): Promise<Omit<FacadeUnderTest, 'stop'>> {
  const [flagsPort, port, operationsPort] = [await freePort(), await freePort(), await freePort()]
  const [client, admin, operator] = [secret(), secret(), secret()]
  const log = (name: string) => openSync(join(folder, `${name}.log`), 'a')
  const flags = await startProcess({
    script: 'flags/main.ts',
    cores: null,
    log: log('flags'),
    environment: {
      ...{ FLAGS_PORT: String(flagsPort), DATABASE_URL: databaseUrl },
      ...{ FLAGS_CLIENT_TOKEN: client, FLAGS_ADMIN_TOKEN: admin },
    },
  })
  started.push(flags.stop)
  const unleash = `http://127.0.0.1:${flagsPort}/api`
  const facade: BenchProcess = await startProcess({
    script: 'facade/main.ts',
    cores: around.place?.measured ?? null,
    log: log('facade'),
    environment: {
      ...{ BANYAN_MODE: 'production', FACADE_PORT: String(port), OPERATIONS_PORT: String(operationsPort) },
      ...{ LEGACY_SUITE: 'vendure', LEGACY_URL: around.legacyUrl, NEW_URL: around.newUrl },
      ...{ UNLEASH_URL: unleash, UNLEASH_TOKEN: client, DATABASE_URL: databaseUrl },
      ...{ VISITOR_SECRET: around.visitorSecret, TESTER_SECRET: secret(), SERVICE_TOKEN: secret() },
      ...{ OPERATOR_TOKEN: operator, DATA_DIR: join(folder, 'facade') },
      // Every request has to reach a side; a case that measures the cache gives it room.
      CACHE_BYTES: '0',
    },
  })
  started.push(facade.stop)
  const flagAdmin = createUnleashFlagAdmin({ url: unleash, token: admin })
  const anyone = 'A'.repeat(22)
  const explain = `http://127.0.0.1:${operationsPort}/explain?operation=getProduct&visitor=${anyone}`
  return {
    url: `http://127.0.0.1:${port}`,
    pid: facade.pid,
    sendTo: async (side) => {
      await flagAdmin.setPercent('catalog', side === 'new' ? 100 : 0, { actor: 'bench', reason: 'a case' })
      await untilExplained(explain, operator, side)
    },
  }
}

async function untilExplained(url: string, operatorToken: string, side: Side): Promise<void> {
  const giveUpAt = performance.now() + stands
  while (performance.now() < giveUpAt) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${operatorToken}` } })
    const explained = (await answer.json()) as { side?: string; decision?: { side?: string } }
    if ((explained.side ?? explained.decision?.side) === side) return
  }
  throw new Error(`the façade does not send visitors to the ${side} side`)
}
