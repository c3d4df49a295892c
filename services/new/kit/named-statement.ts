import type { Statement } from './database.ts'

/** A statement whose parameters have names; a variant of it may use any part of them. */
export type NamedStatement<Name extends string> = {
  readonly statement: Statement
  /** Values in the order that the statement numbers them. */
  values(given: { readonly [N in Name]: unknown }): unknown[]
}

/**
 * Makes a statement from text with `{name}` or `{name type}` for each parameter, numbered by first use.
 * @throws Error when the text names a parameter that is not there
 */
export function namedStatement<Name extends string>(
  name: string,
  text: string,
  parameters: readonly Name[],
): NamedStatement<Name> {
  const used: Name[] = []
  const numbered = text.replaceAll(/\{(\w+)(?: ([\w[\]]+))?\}/g, (_, word: string, type?: string) => {
    const parameter = parameters.find((known) => known === word)
    if (parameter === undefined) throw new Error(`Statement ${name} has no parameter ${word}`)
    if (!used.includes(parameter)) used.push(parameter)
    const place = `$${used.indexOf(parameter) + 1}`
    return type === undefined ? place : `${place}::${type}`
  })
  return {
    statement: { name, text: numbered },
    values: (given) => used.map((parameter) => given[parameter]),
  }
}
