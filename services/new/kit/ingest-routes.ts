import { json, type Request, Router } from 'express'
import { BanyanError } from '#contracts/errors.ts'
import { categoriesOf, generationOf, productsOf } from './ingest-body.ts'
import type { AnyService } from './service.ts'

/** A batch of whole products is larger than anything that a shopper may send. */
const bodyLimit = '16mb'

/** The routes by which an import fills a service: `/internal/{capability}/{categories|products|sweep}`. */
export function ingestRoutes(services: readonly AnyService[]): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.use(json({ limit: bodyLimit }))
  for (const { capability, sink } of services) {
    router.put(`/${capability}/categories`, async (request, response) => {
      const trees = categoriesOf(bodyOf(request))
      await sink.putCategories(trees)
      response.json({ received: trees.length })
    })
    router.post(`/${capability}/products`, async (request, response) => {
      const { generation, products } = productsOf(bodyOf(request))
      response.json(await sink.putProducts(generation, products))
    })
    router.post(`/${capability}/sweep`, async (request, response) => {
      response.json(await sink.sweep(generationOf(bodyOf(request))))
    })
  }
  return router
}

function bodyOf(request: Request): unknown {
  if (!request.is('application/json')) throw new BanyanError('unsupported-media-type')
  return request.body
}
