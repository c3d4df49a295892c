import { createHash } from 'node:crypto'
import { Router } from 'express'
import document from '#contracts/generated/openapi.json' with { type: 'json' }
import { readsAt } from './reads-at.ts'

/** The published contract: the same document that routes, validates and types. */
export function createContractDocument(): Router {
  const body = Buffer.from(JSON.stringify(document))
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const router = Router({ caseSensitive: true })
  readsAt(router, '/v1/openapi.json', (_req, res) => {
    res.set({ 'content-type': 'application/json', 'cache-control': 'no-cache', etag }).send(body)
  })
  return router
}
