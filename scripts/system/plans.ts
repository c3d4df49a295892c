// The processes of an embedded Banyan: one row each, with the settings and secrets that it needs and no
// others.
import { join } from 'node:path'
import type { ChildPlan } from './child.ts'
import type { Ports } from './ports.ts'
import type { Secrets } from './secrets.ts'

/** Everything that the rows are made from. */
export type Place = {
  readonly root: string
  /** Data of this installation. */
  readonly home: string
  readonly ports: Ports
  readonly secrets: Secrets
  readonly databaseUrl: string
  /** What the user replaced by something of his own. */
  readonly own: { readonly [name: string]: string | undefined }
}

export type PlanName = 'suite' | 'flags' | 'services' | 'facade' | 'control'

/** Bounds that the suite keeps well within; without them its heap grows to twice as much. */
const suiteHeap = ['--max-semi-space-size=4', '--max-old-space-size=384']

/** In the order of starting; stopped the other way round. */
export function plans(place: Place): { readonly [Name in PlanName]: ChildPlan } {
  return {
    suite: { ...plan(place, 'suite', 'suite/main.mjs', suiteSettings(place)), nodeOptions: suiteHeap },
    flags: plan(place, 'flags', 'flags/main.ts', flagSettings(place)),
    services: plan(place, 'services', 'services/new/main.ts', serviceSettings(place)),
    facade: plan(place, 'facade', facadeScript(place), facadeSettings(place)),
    control: plan(place, 'control', 'control/main.ts', controlSettings(place)),
  }
}

type Settings = { readonly [name: string]: string | undefined }

function plan(place: Place, name: PlanName, script: string, settings: Settings): ChildPlan {
  const given = Object.entries({ BANYAN_MODE: 'embedded', ...settings }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  )
  return {
    name,
    script: join(place.root, script),
    environment: Object.fromEntries(given),
    logFile: join(place.home, 'logs', `${name}.log`),
    cwd: place.root,
  }
}

/** One worker by itself, to spare memory, unless more are asked for. */
function facadeScript({ own }: Place): string {
  return Number(own.FACADE_WORKERS ?? 1) > 1 ? 'facade/parent.ts' : 'facade/main.ts'
}

function suiteSettings({ home, ports, secrets, own }: Place): Settings {
  return {
    SUITE_PORT: String(ports.SUITE_PORT),
    SUITE_DATA_DIR: join(home, 'suite'),
    SUITE_ADMIN_PASSWORD: secrets.suiteAdminPassword,
    SUITE_CATALOGUE: own.SUITE_CATALOGUE,
    SUITE_PRODUCTS: own.SUITE_PRODUCTS,
    SUITE_SEED: own.SUITE_SEED,
  }
}

function flagSettings({ home, ports, secrets, databaseUrl }: Place): Settings {
  return {
    FLAGS_PORT: String(ports.FLAGS_PORT),
    DATABASE_URL: databaseUrl,
    FLAGS_CLIENT_TOKEN: secrets.flagsClientToken,
    FLAGS_ADMIN_TOKEN: secrets.flagsAdminToken,
    DATA_DIR: join(home, 'flags'),
  }
}

function serviceSettings({ ports, secrets, databaseUrl, own }: Place): Settings {
  return {
    SERVICES_PORT: String(ports.SERVICES_PORT),
    DATABASE_URL: databaseUrl,
    SERVICE_TOKEN: secrets.serviceToken,
    MARKETS: own.MARKETS,
  }
}

/** What façade and control share: the two sides, and where events go. */
function sideSettings({ ports, secrets, databaseUrl, own }: Place): Settings {
  return {
    LEGACY_SUITE: own.LEGACY_SUITE ?? 'vendure',
    LEGACY_URL: own.LEGACY_URL ?? `http://127.0.0.1:${ports.SUITE_PORT}`,
    LEGACY_OPTIONS: own.LEGACY_OPTIONS,
    NEW_URL: own.NEW_URL ?? `http://127.0.0.1:${ports.SERVICES_PORT}`,
    SERVICE_TOKEN: secrets.serviceToken,
    MARKETS: own.MARKETS,
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: own.KAFKA_BROKERS,
    UNLEASH_URL: own.UNLEASH_URL ?? `http://127.0.0.1:${ports.FLAGS_PORT}/api`,
    OPERATOR_TOKEN: secrets.operatorToken,
    TESTER_SECRET: secrets.testerSecret,
  }
}

function facadeSettings(place: Place): Settings {
  const { home, ports, secrets, own } = place
  return {
    ...sideSettings(place),
    FACADE_PORT: String(ports.FACADE_PORT),
    OPERATIONS_PORT: String(ports.OPERATIONS_PORT),
    UNLEASH_TOKEN: own.UNLEASH_TOKEN ?? secrets.flagsClientToken,
    VISITOR_SECRET: secrets.visitorSecret,
    CORS_ORIGINS: own.CORS_ORIGINS,
    CONSOLE_URL: own.CONSOLE_URL ?? `http://127.0.0.1:${ports.CONTROL_PORT}/`,
    CACHE_BYTES: own.CACHE_BYTES,
    FACADE_WORKERS: own.FACADE_WORKERS,
    DATA_DIR: join(home, 'facade'),
  }
}

function controlSettings(place: Place): Settings {
  const { home, ports, secrets, own } = place
  return {
    ...sideSettings(place),
    CONTROL_PORT: String(ports.CONTROL_PORT),
    OPERATIONS_URL: `http://127.0.0.1:${ports.OPERATIONS_PORT}`,
    UNLEASH_ADMIN_TOKEN: own.UNLEASH_ADMIN_TOKEN ?? secrets.flagsAdminToken,
    OPERATOR_PASSWORD: secrets.operatorPassword,
    SESSION_SECRET: secrets.sessionSecret,
    DATA_DIR: join(home, 'control'),
  }
}
