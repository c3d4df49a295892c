import { BanyanError } from '#contracts/errors.ts'
import type { Validator } from '#contracts/validation.ts'

type Values = { readonly [name: string]: unknown }

const contextNames = ['channel', 'country', 'currency', 'locale']

/**
 * The input of an operation from path and query: validated, coerced, defaults filled in, the context's names
 * taken out (a service is told the context by headers only).
 * @throws BanyanError `invalid-request`, each mistake with its pointer
 */
export function inputOf(path: Values, query: Values, validate: Validator): Values {
  const input: { [name: string]: unknown } = { ...query, ...path }
  for (const name of contextNames) delete input[name]
  const errors = validate(input)
  if (errors !== null) throw new BanyanError('invalid-request', { errors })
  return input
}
