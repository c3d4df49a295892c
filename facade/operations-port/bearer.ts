import { createHash, timingSafeEqual } from 'node:crypto'

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * Whether an Authorization header carries this token; takes equally long whatever is wrong with it. Source:
 * RFC 6750 §2.1.
 */
export function createBearerCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(token)
  return (authorization) => {
    const match = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? '')
    return timingSafeEqual(digest(match?.[1] ?? ''), expected) && match !== null
  }
}
