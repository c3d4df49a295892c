// The request target of an operation with its parameters, as a storefront would write it. Pure.
import type { Operation } from '#contracts/operations.ts'

export type Parameters = { readonly [name: string]: string | number | readonly string[] | undefined }

/** Fills the path template and appends the rest as query, in the order of the contract. */
export function requestTarget(operation: Operation, parameters: Parameters): string {
  let path = operation.path
  const query = new URLSearchParams()
  for (const { name, in: place } of operation.parameters) {
    const value = parameters[name]
    if (value === undefined) continue
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(String(value)))
    else for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one))
  }
  return query.size === 0 ? path : `${path}?${query}`
}
