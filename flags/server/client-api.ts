import express, { Router } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import type { FlagMetrics } from './flag-metrics.ts'
import type { FlagStreams } from './flag-streams.ts'
import { parsed } from './parsed.ts'
import { methodNotAllowed } from './problem-answers.ts'
import type { Served, ServedFlags } from './served-flags.ts'

type Parts = { readonly served: ServedFlags; readonly streams: FlagStreams; readonly metrics: FlagMetrics }

const registration = z.looseObject({ appName: z.string().min(1).max(200) })

const count = z.number().int().min(0)
const usage = z.looseObject({
  appName: z.string().min(1).max(200),
  bucket: z.looseObject({ toggles: z.record(z.string(), z.looseObject({ yes: count, no: count })) }),
})

/** The Unleash client API, as its SDKs speak it. Reads go on from memory while the store is away. */
export function clientApi({ served, streams, metrics }: Parts): Router {
  const router = Router()
  router
    .route('/features')
    .get((request, response) => {
      const { answer } = currentOf(served)
      response.set('etag', answer.etag)
      if (request.headers['if-none-match'] === answer.etag) {
        response.status(304).end()
        return
      }
      response.type('application/json').send(answer.body)
    })
    .all(methodNotAllowed)
  router
    .route('/streaming')
    .head(methodNotAllowed)
    .get((_request, response) => {
      currentOf(served)
      // 429 is what makes unleash-client poll instead.
      if (!streams.open(response)) throw new BanyanError('too-many-requests')
    })
    .all(methodNotAllowed)
  const body = express.json({ limit: '256kb' })
  router
    .route('/register')
    .post(body, (request, response) => {
      parsed(registration, request.body)
      response.status(202).end()
    })
    .all(methodNotAllowed)
  router
    .route('/metrics')
    .post(body, (request, response) => {
      metrics.countUsage(parsed(usage, request.body).bucket.toggles)
      response.status(202).end()
    })
    .all(methodNotAllowed)
  return router
}

function currentOf(served: ServedFlags): Served {
  const current = served.current()
  if (!current) throw new BanyanError('unavailable', { retryAfterSeconds: 1 })
  return current
}
