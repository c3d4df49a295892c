// The Express application of the new side: what every rebuilt service does alike.
import express, { type ErrorRequestHandler, type Express } from 'express'
import { BanyanError } from '#contracts/errors.ts'
import { type Capability, operations } from '#contracts/operations.ts'
import { requireBearer } from './bearer.ts'
import { ingestRoutes } from './ingest-routes.ts'
import { expressPath, operationRoute, type RouteSettings } from './operation-route.ts'
import { errorOf, replyProblem } from './problem-reply.ts'
import type { Answerers, AnyService } from './service.ts'
import { traceOf } from './trace-of.ts'

export type ServiceAppSettings = RouteSettings & {
  readonly services: readonly AnyService[]
  /** Bearer token of the façade and the import. */
  readonly token: string
  /** Throws while nothing can be answered yet. */
  readonly mustBePrepared: () => void
  /** Resolves while the data can be reached. */
  readonly ready: () => Promise<void>
}

/** The application; first in the list is outermost. */
export function createServiceApp(settings: ServiceAppSettings): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.get('/livez', (_request, response) => void response.type('text').send('ok'))
  app.get('/readyz', async (_request, response) => {
    settings.mustBePrepared()
    await settings.ready()
    response.type('text').send('ok')
  })
  app.use(requireBearer(settings.token))
  app.get('/metrics', async (_request, response) => {
    const { registry } = settings.metrics
    response.type(registry.contentType).send(await registry.metrics())
  })
  app.use((_request, _response, next) => {
    settings.mustBePrepared()
    next()
  })
  for (const service of settings.services) mount(app, service, settings)
  app.use('/internal', ingestRoutes(settings.services))
  app.use(() => {
    throw new BanyanError('unknown-operation')
  })
  app.use(problemHandler(settings))
  return app
}

function mount(app: Express, service: AnyService, settings: RouteSettings): void {
  const offered = operations.filter((operation) => operation.capability === service.capability)
  for (const operation of offered) {
    const answerer = (service.answerers as Partial<Answerers<Capability>>)[operation.id]
    if (answerer === undefined) throw new Error(`${service.capability} does not answer ${operation.id}`)
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
    app[method](expressPath(operation.path), operationRoute(operation, answerer, settings))
  }
  for (const path of new Set(offered.map((operation) => operation.path))) {
    const allow = offered.filter((o) => o.path === path).map((o) => o.method)
    app.all(expressPath(path), () => {
      throw new BanyanError('method-not-allowed', { headers: { allow: allow.join(', ') } })
    })
  }
}

function problemHandler({ log }: RouteSettings): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    replyProblem(errorOf(thrown), response, traceOf(request.get('traceparent')).traceId, log)
  }
}
