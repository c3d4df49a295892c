import { BanyanError } from '#contracts/errors.ts'

/** Decoded parameters; a name that comes several times holds a list. `__proto__` is just a name. */
export type Query = { [name: string]: string | string[] }

/** Reads a query string (WHATWG form encoding), but refuses escapes that are not UTF-8. */
export function parseQuery(text: string): Query {
  const query: Query = Object.create(null)
  if (text === '') return query
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    add(query, name, equals === -1 ? '' : decode(pair.slice(equals + 1)))
  }
  return query
}

function add(query: Query, name: string, value: string): void {
  const before = query[name]
  if (before === undefined) query[name] = value
  else if (typeof before === 'string') query[name] = [before, value]
  else before.push(value)
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch (cause) {
    throw new BanyanError('invalid-request', {
      cause,
      detail: 'The query holds an escape that is not UTF-8',
      errors: [{ pointer: '/query', detail: 'malformed escape' }],
    })
  }
}
