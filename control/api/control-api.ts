// The control plane's HTTP face: API under /api, the console everywhere else.
import express, { type Express, type Request, type RequestHandler, type Router } from 'express'
import { BanyanError } from '#contracts/errors.ts'
import type { Logger } from '#contracts/process/log.ts'
import type { Secrets } from '#contracts/signature.ts'
import type { FlagAdmin } from '#flags/flag-admin.ts'
import type { Figures } from '#kpi/figures/figures.ts'
import type { Sync } from '#sync/sync.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Monitor } from '../status/monitor.ts'
import type { EndedSessions } from './access/ended-sessions.ts'
import { identify, type Keys } from './access/identify.ts'
import { consoleOrigins, demandSameOrigin } from './access/same-origin.ts'
import { controlRoutes } from './control-routes.ts'
import { mountRoutes } from './http/mount-routes.ts'
import { problemAnswer } from './http/problems.ts'
import { securityHeaders } from './http/security-headers.ts'

export type ControlParts = {
  readonly log: Logger
  readonly flags: FlagAdmin
  readonly figures: Figures
  readonly sync: Omit<Sync, 'stop'>
  readonly trail: AuditTrail
  readonly monitor: Pick<Monitor, 'status'>
  readonly explain: (query: URLSearchParams) => Promise<unknown>
  readonly ended: EndedSessions
  readonly operatorToken: string
  readonly operatorPassword: string
  readonly sessionSecrets: readonly string[]
  readonly testerSecrets: Secrets
  /** Public origins of the console; empty: loopback under the port that it listens on. */
  readonly origins: readonly string[]
  /** The API's own document, served as it is. */
  readonly document: object
  /** Pages and assets of the console. */
  readonly console: Router
  /** Answers `/metrics`. */
  readonly metrics: RequestHandler
  /** Ends what streams. */
  readonly stopping: AbortSignal
  readonly now?: () => number
}

/** The whole application; it listens nowhere yet. */
export function createControlApi(parts: ControlParts): Express {
  const now = parts.now ?? Date.now
  const secure = parts.origins.some((origin) => origin.startsWith('https:'))
  const keys: Keys = {
    operatorToken: parts.operatorToken,
    sessionSecrets: parts.sessionSecrets,
    isEnded: (id) => parts.ended.has(id),
  }
  const guards = {
    identify: (request: Request) => identify(request.headers, keys, now()),
    demandSameOrigin: (request: Request) =>
      demandSameOrigin(request.headers, consoleOrigins(parts.origins, request.socket.localPort ?? 0)),
  }
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(securityHeaders(secure))
  app.get(['/livez', '/readyz'], (_request, response) => void response.type('text/plain').send('ok\n'))
  app.get('/metrics', parts.metrics)
  app.use(mountRoutes(controlRoutes(parts, { secure, now, keys, ...guards }), guards))
  app.use(parts.console)
  app.use(() => {
    throw new BanyanError('not-found')
  })
  app.use(problemAnswer(parts.log))
  return app
}
