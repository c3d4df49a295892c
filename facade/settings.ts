import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { type Capability, capabilities } from '#contracts/operations.ts'
import { marketsSetting } from '#contracts/process/markets-setting.ts'
import { setting } from '#contracts/process/settings.ts'
import { hookSecrets } from './hooks/hook-settings.ts'
import { isWellFormedHost } from './http/request-host.ts'
import { trustedProxiesSetting } from './http/trusted-proxies.ts'
import { identityProblems, identitySettings } from './identity/identity-settings.ts'
import { rateLimitSettings } from './limits/rate-limit-settings.ts'

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()))

/** Several secrets, by comma: the first signs, all verify. */
const secrets = list.pipe(z.tuple([setting.secret()], setting.secret()))

const capability = z.enum(capabilities as [Capability, ...Capability[]])

/** Exactly as a browser sends it, or it would never match. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

const settings = z.object({
  BANYAN_MODE: z.enum(['embedded', 'production']).default('production'),
  FACADE_HOST: setting.host(),
  FACADE_PORT: setting.port(8080),
  OPERATIONS_HOST: setting.host(),
  OPERATIONS_PORT: setting.port(8081),
  LEGACY_SUITE: z.string().min(1).default('vendure'),
  LEGACY_URL: setting.httpUrl().default('http://127.0.0.1:8100'),
  LEGACY_OPTIONS: setting.json(z.record(z.string(), z.unknown())).default({}),
  NEW_URL: setting.httpUrl().default('http://127.0.0.1:8200'),
  /** What the rebuilt services have; default: everything. */
  NEW_CAPABILITIES: list.pipe(z.array(capability)).default([...capabilities]),
  MARKETS: marketsSetting(),
  UNLEASH_URL: setting.httpUrl().default('http://127.0.0.1:8242/api'),
  UNLEASH_TOKEN: z.string().min(1),
  VISITOR_SECRET: secrets,
  TESTER_SECRET: secrets,
  OPERATOR_TOKEN: setting.secret(),
  SERVICE_TOKEN: setting.secret(),
  DATABASE_URL: setting.databaseUrl(),
  /** `host:port`, by comma; then events go to Kafka instead of the database. */
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+( *, *[^\s,:]+:\d+)*$/, 'must be host:port, by comma')
    .optional(),
  /** What kept answers may take in each process; 0: none are kept. Two thirds at most lie in the heap. */
  CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(128 * 1024 ** 2)
    .default(32 * 1024 ** 2),
  DATA_DIR: z.string().min(1).default('.banyan/facade'),
  /** The console, for the landing page to link; by default it links none. */
  CONSOLE_URL: setting.httpUrl().optional(),
  /** Web origins that may read the answers, by comma. */
  CORS_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, 'must be origins like https://shop.example')))
    .default([]),
  /** Names that the façade answers under, by comma, with a port or for every port; none: any. */
  ALLOWED_HOSTS: list
    .pipe(z.array(z.string().refine(isWellFormedHost, 'must be names like shop.example')))
    .default([]),
  /** Paths of PEM files, both or none: then the storefront's port speaks TLS. */
  FACADE_TLS_CERT: z.string().min(1).optional(),
  FACADE_TLS_KEY: z.string().min(1).optional(),
  /** Whose `X-Forwarded-*` is believed: a number of hops, or CIDRs by comma; by default nobody's. */
  TRUSTED_PROXIES: trustedProxiesSetting(),
  /**
   * Share of answers that is held against the contract, 0–1; by default 1 in 20 embedded, 1 in 100 in
   * production.
   */
  VALIDATE_SHARE: z.coerce.number().min(0).max(1).optional(),
  /** Calls to a side at once, for each of its capabilities; the façade lowers it while answers come late. */
  LEGACY_CALLS: z.coerce.number().int().min(1).max(10_000).default(256),
  NEW_CALLS: z.coerce.number().int().min(1).max(10_000).default(1_024),
  /** Clients' connections at once in each process; by default half of its file descriptors. */
  MOST_CONNECTIONS: z.coerce.number().int().min(1).max(1_000_000).optional(),
  /** Length of the windows in which answered requests are told, milliseconds. */
  SUMMARY_WINDOW_MS: z.coerce.number().int().min(100).max(60_000).default(1_000),
  /** Processes that share the storefront's port, where `parent.ts` runs; by default one per core. */
  FACADE_WORKERS: z.coerce.number().int().min(1).max(64).default(availableParallelism()),
  /** Between "not ready" and the end of listening, so that balancers notice, milliseconds. */
  DRAIN_MS: z.coerce.number().int().min(0).max(20_000).default(0),
  /** `whsec_…`, by comma: what the suite's server signs its calls with; none: it may not call. */
  SUITE_HOOK_SECRET: hookSecrets(),
  ...identitySettings,
  ...rateLimitSettings,
})

/** Settings of the façade; docs/operations.md lists what they mean. */
export const facadeSettings = settings.superRefine((given, context) => {
  if ((given.FACADE_TLS_CERT === undefined) !== (given.FACADE_TLS_KEY === undefined)) {
    const message = 'FACADE_TLS_CERT and FACADE_TLS_KEY go together'
    context.addIssue({ code: 'custom', path: ['FACADE_TLS_CERT'], message })
  }
  for (const [name, message] of identityProblems(given)) {
    context.addIssue({ code: 'custom', path: [name], message })
  }
})

export type FacadeSettings = z.infer<typeof facadeSettings>
