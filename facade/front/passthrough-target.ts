// Which request targets pass through to the suite: a pure decision on the raw target, before anything is
// decoded.

export type PassthroughMatch =
  /** Not one of the suite's prefixes. */
  | { readonly kind: 'other' }
  /** Two readers of this path could see two different places. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'suite'; readonly prefix: string }

/**
 * NUL, overlong UTF-8 of ASCII, and doubly encoded dots and slashes: never needed, read differently by each
 * server.
 */
const neverMeant = /%(?:00|c0|c1|25(?:2e|2f|5c|00))/i

/** A segment that a server may take as "here" or "up"; Tomcat also drops what follows a semicolon. */
const dotSegment = /^\.{1,2}(?:;.*)?$/

/** Segments of harmless characters that begin with no dot: nearly every path. */
const plainPath = /^(?:\/+[\w~-][\w.~-]*)*\/?$/

/** True when a suite might walk out of the prefix by its own reading of the path. Source: RFC 3986 §5.2.4. */
export function isAmbiguousPath(path: string): boolean {
  if (plainPath.test(path)) return false
  if (path.includes('\\') || neverMeant.test(path)) return true
  const decoded = path
    .replace(/%2e/gi, '.')
    .replace(/%2f/gi, '/')
    .replace(/%5c/gi, '\\')
    .replace(/%3b/gi, ';')
  return decoded.split(/[/\\]/).some((segment) => dotSegment.test(segment))
}

/**
 * Decides whether a raw request target belongs to the suite. Prefixes match whole segments, case as written.
 * Double slashes stay allowed: they cannot leave the prefix, and storefronts join paths carelessly.
 */
export function matchPassthrough(target: string, prefixes: readonly string[]): PassthroughMatch {
  const query = target.indexOf('?')
  const path = query === -1 ? target : target.slice(0, query)
  const prefix = prefixes.find((p) => path === p || path.startsWith(`${p}/`))
  if (prefix === undefined) return { kind: 'other' }
  return isAmbiguousPath(path) ? { kind: 'ambiguous' } : { kind: 'suite', prefix }
}
