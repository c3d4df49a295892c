// Answers travel as JSON text: stored once as it will be sent, never parsed on the way out.

declare const content: unique symbol

/**
 * JSON text of a value of that type. Stores hand it on as it is; only a test or a sampled check parses it.
 */
export type JsonText<T> = string & { readonly [content]?: T }

/** A value as JSON text. */
export function jsonText<T>(value: T): JsonText<T> {
  return JSON.stringify(value)
}

/** Text that a store has kept since it was made by `jsonText`. */
export function storedText<T>(text: string): JsonText<T> {
  return text
}
