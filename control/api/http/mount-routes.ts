import { json, type Request, type RequestHandler, type Response, Router } from 'express'
import { BanyanError } from '#contracts/errors.ts'
import type { Operator } from '../access/identify.ts'
import type { Reply, Route } from './route.ts'

type Guards = {
  readonly identify: (request: Request) => Operator
  readonly demandSameOrigin: (request: Request) => void
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The route table as Express sees it. What is not in the table does not exist, and says so only to operators.
 */
export function mountRoutes(routes: readonly Route[], guards: Guards): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  for (const route of routes) router[route.method](route.path, handlerOf(route, guards))
  for (const path of new Set(routes.map((route) => route.path)))
    router.all(path, otherMethod(path, routes, guards))
  router.all('/api{/*rest}', (request) => {
    guards.identify(request)
    throw new BanyanError('unknown-operation')
  })
  return router
}

/** Whoever is not let in has no body read. */
function handlerOf(route: Route, guards: Guards): RequestHandler {
  return async (request, response) => {
    if (route.access === 'anyone') {
      await readJson(request, response)
      return send(response, await route.handle({ request, response }))
    }
    const operator = admit(request, guards)
    await readJson(request, response)
    send(response, await route.handle({ request, response, operator }))
  }
}

const parser = json({ limit: '16kb' })

function readJson(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error: unknown) => (error === undefined ? resolve() : reject(error)))
  })
}

/** Who acts by cookie must also act from our own page; a token is never sent by accident. */
function admit(request: Request, guards: Guards): Operator {
  const operator = guards.identify(request)
  if (operator.via === 'session' && !safe.has(request.method)) guards.demandSameOrigin(request)
  return operator
}

function send(response: Response, reply: Reply | 'streamed'): void {
  if (reply === 'streamed') return
  const { status = 200, body, headers = {} } = reply
  response.status(status).set(headers)
  if (body === undefined) response.end()
  else response.type('application/json').send(JSON.stringify(body))
}

function otherMethod(path: string, routes: readonly Route[], guards: Guards): RequestHandler {
  const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase())
  return (request) => {
    guards.identify(request)
    throw new BanyanError('method-not-allowed', { headers: { allow: methods.join(', ') } })
  }
}
