/** What an Authorization header holds: nothing, a token, or something that is none. */
export type Presented =
  | { readonly kind: 'nothing' | 'other' }
  | { readonly kind: 'token'; readonly token: string }

const nothing: Presented = { kind: 'nothing' }
const other: Presented = { kind: 'other' }
const scheme = 'bearer '
/** Longer ones are refused unread: a header of the whole request may be twice as long. */
const longestToken = 8_192

/** Reads the header without a pattern, for it is read on each request. Source: RFC 6750 §2.1. */
export function presentedToken(authorization: string | undefined): Presented {
  if (authorization === undefined) return nothing
  if (authorization.slice(0, scheme.length).toLowerCase() !== scheme) return other
  const token = authorization.slice(scheme.length).trim()
  return token === '' || token.length > longestToken ? other : { kind: 'token', token }
}
