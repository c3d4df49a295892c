import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { BanyanError } from '#contracts/errors.ts'

/** Tokens as Unleash has them: the whole `authorization` header, one for clients, one for the admin API. */
export type Tokens = { readonly client: string; readonly admin: string }

/** Lets only one kind of token in; the other kind is told so, as Unleash does. */
export function tokenGate(kind: keyof Tokens, tokens: Tokens): RequestHandler {
  const right = digest(tokens[kind])
  const other = digest(tokens[kind === 'client' ? 'admin' : 'client'])
  return (request, _response, next) => {
    const given = digest(request.headers.authorization ?? '')
    const isRight = timingSafeEqual(given, right)
    const isOther = timingSafeEqual(given, other)
    if (isRight) next()
    else if (isOther) next(new BanyanError('forbidden', { detail: 'This token is of the other kind' }))
    else next(new BanyanError('unauthenticated'))
  }
}

/** Equal lengths, so that comparing takes equally long. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
