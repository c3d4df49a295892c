/** What a real Unleash is told: its own variables, and nothing sent home. */
export type UnleashSettings = {
  readonly port: number
  readonly databaseUrl: string
  /** `*:*.<secret>`: admin API. */
  readonly adminToken: string
  /** `<project>:<environment>.<secret>`: client API. */
  readonly clientToken: string
}

/** Environment of the process. */
export function unleashEnvironment(settings: UnleashSettings): { readonly [name: string]: string } {
  return {
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(settings.port),
    DATABASE_URL: settings.databaseUrl,
    DATABASE_SSL: 'false',
    INIT_ADMIN_API_TOKENS: settings.adminToken,
    INIT_BACKEND_API_TOKENS: settings.clientToken,
    CHECK_VERSION: 'false',
    SEND_TELEMETRY: 'false',
    LOG_LEVEL: 'warn',
  }
}
