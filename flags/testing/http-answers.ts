import { tokens } from './running-flags.ts'

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON, null where it is none. */
  readonly json: unknown
}

export type Call = (path: string, init?: RequestInit) => Promise<Answer>

/** Calls a flag server with one kind of token. */
export function callsAs(kind: keyof typeof tokens, url: string): Call {
  return (path, init = {}) => ask(`${url}${path}`, { authorization: tokens[kind] }, init)
}

/** Asks with headers that `init` may overrule. */
export async function ask(
  url: string,
  headers: { readonly [name: string]: string },
  init: RequestInit = {},
): Promise<Answer> {
  const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
