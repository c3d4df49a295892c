import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { BanyanError } from '#contracts/errors.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Lets only callers with the token through. Compared by digest: the time taken tells neither content nor
 * length.
 */
export function requireBearer(token: string): RequestHandler {
  if (token === '') throw new Error('A service must not run without a token')
  const expected = digest(`Bearer ${token}`)
  return (request, _response, next) => {
    const given = request.headers.authorization
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return next()
    next(new BanyanError('unauthenticated', { headers: { 'www-authenticate': 'Bearer' } }))
  }
}
