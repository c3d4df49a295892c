// An error as a log may hold it: what it is and where it happened, nothing of what was sent.
import type { BanyanError } from '../errors.ts'
import document from '../generated/openapi.json' with { type: 'json' }

type Logged = {
  readonly type: string
  readonly message: string
  readonly stack?: string
  readonly code?: string
  readonly pointers?: readonly string[]
  readonly cause?: Logged
}

const mostPointers = 10
const deepest = 5
/** A line of a log is read, and stored, by people. */
const longestText = 4_000

/**
 * Serializer for `err`. Left out: properties that libraries hang on their errors (rows, claims, bodies), the
 * piece of a document that a JSON parser quotes, and names that the contract does not know.
 */
export function loggedError(thrown: unknown, depth = 0): unknown {
  if (!Error.isError(thrown))
    return typeof thrown === 'object' ? { type: 'object' } : printable(String(thrown))
  const { name, message, stack, cause } = thrown
  const code: unknown = 'code' in thrown ? thrown.code : undefined
  return {
    type: name,
    message: withoutQuotes(message),
    ...(stack === undefined ? {} : { stack: framesOf(stack, message) }),
    ...(typeof code === 'string' ? { code } : {}),
    ...pointersOf(thrown),
    ...(cause === undefined || depth >= deepest ? {} : { cause: loggedError(cause, depth + 1) as Logged }),
  }
}

function framesOf(stack: string, message: string): string {
  const at = stack.indexOf(message)
  const frames = at === -1 ? stack : stack.slice(at + message.length)
  return printable(frames.trim())
}

/** V8 quotes up to forty characters of what it could not read: of a shopper's or a suite's text. */
function withoutQuotes(message: string): string {
  return printable(message.replace(/(?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? (is not valid JSON)$/, '… $1'))
}

/** Line breaks of every script, and what moves a terminal's cursor, as a space. */
function printable(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => (character === '\n' ? '\n' : ' '))
    .slice(0, longestText)
}

function pointersOf(thrown: Error): { readonly pointers?: readonly string[] } {
  if (thrown.name !== 'BanyanError') return {}
  const { errors } = thrown as BanyanError
  if (errors.length === 0) return {}
  return { pointers: errors.slice(0, mostPointers).map(({ pointer }) => knownPointer(pointer)) }
}

/** A pointer with `*` for every step that the contract does not name: a client may send any name. */
function knownPointer(pointer: string): string {
  const steps = pointer.split('/').map((step) => (known.has(step) || /^\d{1,6}$/.test(step) ? step : '*'))
  return steps.join('/')
}

/** Names of parameters and properties in the contract, and the first steps of pointers. */
const known: ReadonlySet<string> = new Set(['', 'path', 'query', 'header', 'body', ...namesIn(document)])

function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { properties, name } = node as { readonly properties?: unknown; readonly name?: unknown }
  return [
    ...(typeof properties === 'object' && properties !== null ? Object.keys(properties) : []),
    ...(typeof name === 'string' ? [name] : []),
    ...Object.values(node).flatMap(namesIn),
  ]
}
