import { contextHeaders } from '#contracts/call-context.ts'
import type { Operation } from '#contracts/operations.ts'
import type { OperationInput } from '../exchange.ts'

/** Writes the target of a call from its input. */
export type WriteTarget = (input: OperationInput) => string

/**
 * Prepares an operation's template once: what a side is asked is made from validated values, not relayed as
 * it came.
 */
export function createWriteTarget(operation: Operation): WriteTarget {
  const steps = operation.path.split(/\{(\w+)\}/)
  const queryNames = operation.parameters
    .filter(({ name, in: place }) => place === 'query' && !(name in contextHeaders))
    .map(({ name }) => name)
  return (input) => {
    let path = ''
    for (const [index, step] of steps.entries()) {
      path += index % 2 === 0 ? step : encodeURIComponent(String(input[step] ?? ''))
    }
    return path + writeQuery(queryNames, input)
  }
}

function writeQuery(names: readonly string[], input: OperationInput): string {
  let query = ''
  for (const name of names) {
    const value = input[name]
    if (value === undefined) continue
    const values = typeof value === 'object' ? value : [value]
    for (const one of values) query += `${query === '' ? '?' : '&'}${name}=${encodeURIComponent(String(one))}`
  }
  return query
}
