// What a caller sends, checked: everything that is not expected is refused with a pointer to it.
import type { Request } from 'express'
import { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'
import { type Journey, journeys } from '#contracts/operations.ts'

/** The JSON body. @throws BanyanError `unsupported-media-type`, `invalid-request` */
export function readBody<T extends z.ZodType>(request: Request, schema: T): z.infer<T> {
  const sent = Number(request.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in request.headers
  if (sent && !request.is('application/json')) throw new BanyanError('unsupported-media-type')
  return checked(sent ? request.body : {}, schema, '')
}

/** The query parameters. @throws BanyanError `invalid-request` */
export function readQuery<T extends z.ZodType>(request: Request, schema: T): z.infer<T> {
  return checked(request.query, schema, '/query')
}

/** The journey that the path names. @throws BanyanError `not-found` */
export function readJourney(request: Request): Journey {
  const journey = journeys.find((known) => known === request.params.journey)
  if (journey === undefined) {
    throw new BanyanError('not-found', { detail: `There is no such journey. Known: ${journeys.join(', ')}.` })
  }
  return journey
}

/** Why something is done: one line that a person wrote. */
export const reasonField = z
  .string()
  .transform((text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim())
  .pipe(z.string().min(1, 'say why').max(500))

/** Windows of figures that can be asked for, seconds. */
export const windowField = z.coerce.number().int().min(10).max(86_400).default(300)

function checked<T extends z.ZodType>(value: unknown, schema: T, prefix: string): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new BanyanError('invalid-request', {
    detail: 'Something is missing, unknown or out of range.',
    errors: parsed.error.issues.map((issue) => ({
      pointer: `${prefix}/${issue.path.map(String).join('/')}`,
      detail: issue.message,
    })),
  })
}
