import type { z } from 'zod'
import { BanyanError } from '#contracts/errors.ts'

/**
 * What came from outside, as a schema has it.
 * @throws BanyanError `invalid-request` with a pointer for each fault
 */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new BanyanError('invalid-request', {
    errors: result.error.issues.slice(0, 20).map((issue) => ({
      pointer: issue.path
        .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
        .join(''),
      detail: issue.message,
    })),
  })
}
