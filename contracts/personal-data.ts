// What is about a person, by the contract’s own word (`x-pii`): it stays out of logs and events.
import type { Operation } from './operations.ts'

/** Stands where a value was. */
export const maskedValue = '[personal]'

export type Part = 'path' | 'query' | 'output'

/** A copy with every value masked that the contract calls personal; the shape stays as it is. */
export function maskPersonal(operation: Pick<Operation, 'personal'>, part: Part, value: unknown): unknown {
  const begin = `/${part}/`
  if (operation.personal.includes(`/${part}`)) return maskedValue
  const paths = operation.personal.filter((at) => at.startsWith(begin))
  return paths.reduce<unknown>((masked, at) => maskedAt(masked, at.slice(begin.length).split('/')), value)
}

function maskedAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value === undefined ? undefined : maskedValue
  if (Array.isArray(value)) {
    return step === '*' ? value.map((item: unknown) => maskedAt(item, rest)) : value
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value
  const inner = (value as { readonly [name: string]: unknown })[step]
  return { ...value, [step]: maskedAt(inner, rest) }
}

/** The path of a request as it may be logged: its template where it holds something personal. */
export function loggablePath({ personal, path: template }: Operation, path: string): string {
  // A plain loop: it runs for every request.
  for (const at of personal) if (at.startsWith('/path/')) return template
  return path
}
