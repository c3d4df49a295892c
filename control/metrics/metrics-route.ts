import type { RequestHandler } from 'express'
import type { Registry } from 'prom-client'
import { BanyanError } from '#contracts/errors.ts'
import { secretsEqual } from '../api/access/secrets-equal.ts'

/**
 * The figures in Prometheus' text format, for who holds the service token: what scrapes must not be able to
 * act, so the operator's token does not open it.
 */
export function metricsRoute(registry: Registry, serviceToken: string): RequestHandler {
  return async (request, response) => {
    if (!secretsEqual(request.headers.authorization ?? '', `Bearer ${serviceToken}`)) {
      throw new BanyanError('unauthenticated', { headers: { 'www-authenticate': 'Bearer' } })
    }
    response.type(registry.contentType).send(await registry.metrics())
  }
}
