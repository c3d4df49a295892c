import type { RequestHandler, Router } from 'express'
import { BanyanError } from '#contracts/errors.ts'

/** Answers GET and HEAD at a path; any other method there gets 405. */
export function readsAt(router: Router, path: string, answer: RequestHandler<{ code?: string }>): void {
  router
    .route(path)
    .get(answer)
    .all(() => {
      throw new BanyanError('method-not-allowed', { headers: { allow: 'GET, HEAD' } })
    })
}
