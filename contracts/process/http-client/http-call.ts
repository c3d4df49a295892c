import type { Answer } from './answer-reader.ts'
import type { Connection } from './connection.ts'

/**
 * One request and whoever waits for its answer. Told exactly once, `onAnswer` or `onFailure`, unless the call
 * is cancelled before.
 */
export interface HttpCall {
  /** Request line and head with the empty line behind it, latin1, made by `writeRequestHead`. */
  readonly head: string
  readonly body: Buffer | null
  /** The pool's own note: the connection that carries it. Null at the beginning. */
  carrier: Connection | null
  onAnswer(answer: Answer): void
  /** @param hasBegun whether any byte of an answer had come */
  onFailure(error: Error, hasBegun: boolean): void
}
