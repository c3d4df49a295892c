import { BanyanError, type ProblemError } from '#contracts/errors.ts'
import type { Validator } from '#contracts/validation.ts'

type Values = { readonly [name: string]: unknown }

const contextNames = ['channel', 'country', 'currency', 'locale']

/**
 * The input of an operation from path and query: validated, coerced, defaults filled in, the context's names taken out
 * (a service is told the context by headers only).
 * @throws BanyanError `invalid-request`, each mistake with its pointer
 */
export function inputOf(path: Values, query: Values, validate: Validator): Values {
  const input: { [name: string]: unknown } = { ...query, ...path }
  for (const name of contextNames) delete input[name]
  const errors = validate(input) ?? withoutNul(input)
  if (errors !== null) throw new BanyanError('invalid-request', { errors })
  return input
}

/** PostgreSQL's text cannot hold U+0000: refused here, or it would come back as a fault of ours. */
function withoutNul(input: Values): readonly ProblemError[] | null {
  for (const [name, value] of Object.entries(input)) {
    const texts = Array.isArray(value) ? value : [value]
    if (texts.some((text) => typeof text === 'string' && text.includes('\0'))) {
      return [{ pointer: `/query/${name}`, detail: 'must not hold U+0000' }]
    }
  }
  return null
}
