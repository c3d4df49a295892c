// Where the next page of the feed starts: in which market, after which product.
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'

/** `skip` is where `lastId` stood; products that went in the meantime move it, `lastId` says how far. */
export type FeedPlace = { readonly market: number; readonly skip: number; readonly lastId: string | null }

const place = z.tuple([z.int().min(0), z.int().min(0), z.string().max(100).nullable()])

export const feedStart: FeedPlace = { market: 0, skip: 0, lastId: null }

/** The place as text that stays valid. */
export const cursorOf = ({ market, skip, lastId }: FeedPlace): string =>
  Buffer.from(JSON.stringify([market, skip, lastId])).toString('base64url')

/** @throws BanyanError invalid-request for a cursor that is not one of this feed */
export function placeOf(cursor: string | null): FeedPlace {
  if (cursor === null) return feedStart
  try {
    const [market, skip, lastId] = place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { market, skip, lastId }
  } catch (cause) {
    throw new BanyanError('invalid-request', { detail: 'The cursor is not one of this feed', cause })
  }
}

/**
 * Whether an id comes after another in Vendure's order: by number where ids are numbers, else by code units.
 */
export function isAfter(id: string, lastId: string | null): boolean {
  if (lastId === null) return true
  const [a, b] = [Number(id), Number(lastId)]
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? a > b : id > lastId
}
