import express, { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import { adminEnvironment, adminEvent, adminFeature, adminFeatureRow } from './admin-answer.ts'
import { actOf, expectedVersion } from './admin-headers.ts'
import { environment, project } from './client-answer.ts'
import { withEnabled, withPatchedStrategy, withStrategy } from './edit-feature.ts'
import type { FlagMetrics } from './flag-metrics.ts'
import type { Change, FlagStore, Snapshot, StoredFeature } from './flag-store.ts'
import { parsed } from './parsed.ts'
import { methodNotAllowed } from './problem-answers.ts'
import type { ServedFlags } from './served-flags.ts'
import { strategyBody, strategyPatch } from './strategy-body.ts'

type Parts = { readonly store: FlagStore; readonly served: ServedFlags; readonly metrics: FlagMetrics }

const featuresPath = `/projects/${project}/features`
const featurePath = `${featuresPath}/:name`
const environmentPath = `${featurePath}/environments/${environment}`
const strategyPath = `${environmentPath}/strategies/:id`

const featureName = /^[A-Za-z0-9._~-]{1,100}$/

const eventQuery = z.object({
  feature: z
    .string()
    .regex(/^IS(_ANY_OF)?:/, 'must begin with IS: or IS_ANY_OF:')
    .transform((text) => text.slice(text.indexOf(':') + 1).split(','))
    .transform((names) => names.filter((name) => featureName.test(name)))
    .nullable()
    .default(null),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

/**
 * The part of Unleash's admin API that FlagAdmin needs, in Unleash's shapes, and over it: who and why in
 * `x-banyan-actor` and `x-banyan-reason` (percent-encoded), `etag`/`if-match` with the flag's version.
 */
export function adminApi(parts: Parts): Router {
  const router = Router()
  router.param('name', (_request, _response, next, name) => {
    next(featureName.test(name) ? undefined : new BanyanError('not-found'))
  })
  readingRoutes(router, parts.store)
  switchRoutes(router, parts)
  strategyRoutes(router, parts)
  return router
}

function readingRoutes(router: Router, store: FlagStore): void {
  router
    .route(featuresPath)
    .get(async (_request, response) => {
      const { features } = await readOrHeld(store)
      response.json({ version: 2, features: features.map(adminFeatureRow) })
    })
    .all(methodNotAllowed)
  router
    .route(featurePath)
    .get(async (request, response) => {
      const feature = await find(store, request.params.name)
      withVersion(response, feature).json(adminFeature(feature))
    })
    .all(methodNotAllowed)
  router
    .route(environmentPath)
    .get(async (request, response) => {
      const feature = await find(store, request.params.name)
      withVersion(response, feature).json(adminEnvironment(feature))
    })
    .all(methodNotAllowed)
  router
    .route('/search/events')
    .get(async (request, response) => {
      const { feature, limit, offset } = parsed(eventQuery, request.query)
      const { entries, total } = await store.history({ features: feature, limit, offset })
      response.json({ events: entries.map(adminEvent), total })
    })
    .all(methodNotAllowed)
}

function switchRoutes(router: Router, parts: Parts): void {
  for (const enabled of [true, false]) {
    const type = enabled ? 'feature-environment-enabled' : 'feature-environment-disabled'
    router
      .route(`${environmentPath}/${enabled ? 'on' : 'off'}`)
      .post(async (request, response) => {
        const edit = (before: StoredFeature) => withEnabled(before, enabled)
        withVersion(response, await change(parts, request, { type, edit }))
          .status(200)
          .end()
      })
      .all(methodNotAllowed)
  }
}

function strategyRoutes(router: Router, parts: Parts): void {
  const body = express.json({ limit: '64kb' })
  const type = 'feature-strategy-update'
  router
    .route(strategyPath)
    .get(async (request, response) => {
      const feature = await find(parts.store, request.params.name)
      withVersion(response, feature).json(strategyIn(feature, request.params.id))
    })
    .put(body, async (request, response) => {
      const { id } = request.params
      const wanted = parsed(strategyBody, request.body)
      const edit = (before: StoredFeature) => withStrategy(before, id, wanted)
      const feature = await change(parts, request, { type, edit })
      withVersion(response, feature).json(strategyIn(feature, id))
    })
    .patch(body, async (request, response) => {
      const { id } = request.params
      const patch = parsed(strategyPatch, request.body)
      const edit = (before: StoredFeature) => withPatchedStrategy(before, id, patch)
      const feature = await change(parts, request, { type, edit })
      withVersion(response, feature).json(strategyIn(feature, id))
    })
    .all(methodNotAllowed)
}

/** Answered when this server itself serves the change; the others follow by notification. */
async function change(
  { store, served, metrics }: Parts,
  request: Request<{ name: string }>,
  edit: Pick<Change, 'type' | 'edit'>,
): Promise<StoredFeature> {
  const after = await store.change({
    feature: request.params.name,
    ...edit,
    act: actOf(request),
    ifVersion: expectedVersion(request),
  })
  metrics.countChange()
  await served.reach(after.version)
  return after
}

function withVersion(response: Response, feature: StoredFeature): Response {
  return response.set('etag', `"${feature.version}"`)
}

function strategyIn(feature: StoredFeature, id: string): object {
  const strategy = feature.strategies.find((one) => one.id === id)
  if (!strategy) throw new BanyanError('not-found')
  return strategy
}

async function find(store: FlagStore, name: string): Promise<StoredFeature> {
  const feature = (await readOrHeld(store)).features.find((one) => one.name === name)
  if (!feature) throw new BanyanError('not-found')
  return feature
}

/** While the store is away, operators see what clients are served: it is what a kill was done on. */
async function readOrHeld(store: FlagStore): Promise<Snapshot> {
  try {
    return await store.read()
  } catch (error) {
    const held = store.held()
    if (held === null) throw error
    return held
  }
}
