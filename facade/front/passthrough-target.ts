// Which request targets pass through to the suite: a pure decision on the raw target, before anything is
// decoded.

export type PassthroughMatch =
  /** Not one of the suite's prefixes. */
  | { readonly kind: 'other' }
  /** Two readers of this path could see two different places. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'suite'; readonly prefix: string }

/** Control characters, overlong UTF-8 of ASCII, and what is no escape: each server reads it differently. */
const neverMeant = /%(?:[01][0-9a-f]|7f|c0|c1|e0%[89]|f0%8|(?![0-9a-f]{2}))/i

/** A dot, slash, backslash or NUL that shows only when a path is decoded twice, or more often. */
const encodedAgain = /%(?:25)*(?:2e|2f|5c|00)/i

/** Encoded characters, also full-width ones, that some server takes for those of the second column. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/%(?:2e|ef%bc%8e)/gi, '.'],
  [/%(?:2f|5c|ef%bc%8f|ef%bc%bc|e2%88%95|e2%88%96|e2%81%84)/gi, '/'],
  [/%3b/gi, ';'],
]

/** A segment that a server may take as "here" or "up"; Tomcat also drops what follows a semicolon. */
const dotSegment = /^\.{1,2}(?:;.*)?$/

/** Segments of harmless characters that begin with no dot: nearly every path. */
const plainPath = /^(?:\/+[\w~-][\w.~-]*)*\/?$/

/** True when a suite might walk out of the prefix by its own reading of the path. Source: RFC 3986 §5.2.4. */
export function isAmbiguousPath(path: string): boolean {
  if (plainPath.test(path)) return false
  if (path.includes('\\') || neverMeant.test(path)) return true
  if (path.includes('%25') && encodedAgain.test(decodedOnce(path))) return true
  const decoded = spellings.reduce((text, [spelling, meant]) => text.replace(spelling, meant), path)
  return decoded.split('/').some((segment) => dotSegment.test(segment))
}

/** Byte by byte, as a server does that decodes before it knows of UTF-8. */
function decodedOnce(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
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
