// Reading what a suite answered: every field by name, and what the contract cannot hold is refused with its
// place.
import { BanyanError } from '#contracts/errors.ts'

/** One JSON object of a suite's answer. */
export type Fields = { readonly [name: string]: unknown }

/**
 * The refusal of an answer; `pointer` is the JSON pointer of the offending value in the suite's own
 * document.
 */
export function breach(pointer: string, detail: string): BanyanError {
  return new BanyanError('upstream-contract-violation', { errors: [{ pointer, detail }] })
}

/** The value as object. @throws BanyanError upstream-contract-violation, as all readers here */
export function fields(value: unknown, pointer: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw breach(pointer, 'must be an object')
  return value as Fields
}

/** A field that is an object. */
export function inner(of: Fields, name: string, pointer: string): Fields {
  return fields(of[name], `${pointer}/${name}`)
}

/** A text, which may be empty. */
export function text(of: Fields, name: string, pointer: string): string {
  const value = of[name]
  if (typeof value !== 'string') throw breach(`${pointer}/${name}`, 'must be a string')
  return value
}

/** An identifier or name: a text that is not empty. */
export function key(of: Fields, name: string, pointer: string): string {
  const value = of[name]
  if (typeof value !== 'string' || value === '')
    throw breach(`${pointer}/${name}`, 'must be a string that is not empty')
  return value
}

/** A whole number from 0 on: a count, or an amount in minor units. */
export function whole(of: Fields, name: string, pointer: string): number {
  const value = of[name]
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw breach(`${pointer}/${name}`, 'must be a whole number that is not negative')
  }
  return value as number
}

/** A list, each of its objects read by `read`. */
export function list<T>(
  of: Fields,
  name: string,
  pointer: string,
  read: (item: Fields, pointer: string) => T,
): T[] {
  const value = of[name]
  if (!Array.isArray(value)) throw breach(`${pointer}/${name}`, 'must be an array')
  const from = `${pointer}/${name}/`
  return value.map((item, index) => {
    const at = from + index
    return read(fields(item, at), at)
  })
}
