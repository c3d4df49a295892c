// "Which side would this visitor get, and why": the question as it comes in a query, checked. Pure.
import type { ShopperContext } from '#contracts/call-context.ts'
import { BanyanError, type ProblemError } from '#contracts/errors.ts'
import { type OperationId, operationById } from '#contracts/operations.ts'

/** What is not given is the façade's default. */
export type ExplainQuestion = Partial<ShopperContext> & {
  readonly operation: OperationId
  readonly visitor: string
}

const required = ['operation', 'visitor']
const known = new Set([...required, 'channel', 'country', 'currency', 'locale'])
const longest = 200

/** @throws BanyanError `invalid-request` naming every parameter that is wrong */
export function explainQuestion(query: URLSearchParams): ExplainQuestion {
  const names = new Set([...query.keys(), ...required])
  const errors = [...names].flatMap((name) => complaint(name, query.getAll(name)))
  if (errors.length > 0) throw new BanyanError('invalid-request', { errors })
  return Object.fromEntries(query) as ExplainQuestion
}

function complaint(name: string, values: readonly string[]): ProblemError[] {
  const pointer = `/query/${name.slice(0, longest)}`
  const say = (detail: string) => [{ pointer, detail }]
  const [value] = values
  if (!known.has(name)) return say('is not known here')
  if (value === undefined || value === '') return say('is required')
  if (values.length > 1) return say('is given twice')
  if (value.length > longest) return say('is too long')
  if (name === 'operation' && !operationById.has(value as OperationId))
    return say('is no operation of the contract')
  return []
}
