import { z } from 'zod'
import { marketsSetting } from '#contracts/process/markets-setting.ts'
import { setting } from '#contracts/process/settings.ts'

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()))

/** Several secrets, by comma: the first signs, all verify. */
const secrets = list.pipe(z.tuple([setting.secret()], setting.secret()))

/** An origin as browsers send it: scheme, host and port, nothing behind. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  message: 'must be origins like https://banyan.example.com',
})

/** Settings of the control plane; docs/reference lists what they mean. */
export const controlSettings = z.object({
  CONTROL_HOST: setting.host(),
  CONTROL_PORT: setting.port(8090),
  /** Where operators' browsers find the console, by comma; by default loopback under CONTROL_PORT. */
  CONTROL_ORIGIN: list.pipe(z.array(origin)).default([]),
  /** Opens API and CLI. */
  OPERATOR_TOKEN: setting.secret(),
  /** Opens the console. */
  OPERATOR_PASSWORD: z.string().min(12, 'must be at least 12 characters'),
  SESSION_SECRET: secrets,
  TESTER_SECRET: secrets,
  DATABASE_URL: setting.databaseUrl(),
  /** Audit entries that wait for the database, and ended sessions. */
  DATA_DIR: z.string().min(1).default('.banyan/control'),
  KAFKA_BROKERS: z.string().optional(),
  OPERATIONS_URL: setting.httpUrl().default('http://127.0.0.1:8081'),
  UNLEASH_URL: setting.httpUrl().default('http://127.0.0.1:8242/api'),
  UNLEASH_ADMIN_TOKEN: z.string().min(1),
  LEGACY_SUITE: z.string().min(1).default('vendure'),
  LEGACY_URL: setting.httpUrl().default('http://127.0.0.1:8100'),
  LEGACY_OPTIONS: setting.json(z.record(z.string(), z.unknown())).default({}),
  NEW_URL: setting.httpUrl().default('http://127.0.0.1:8200'),
  SERVICE_TOKEN: setting.secret(),
  MARKETS: marketsSetting(),
})

export type ControlSettings = z.infer<typeof controlSettings>
