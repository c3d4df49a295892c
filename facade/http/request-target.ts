// Which request targets are read at all: pure, on the raw text. What can be read in two ways is refused.
import { BanyanError } from '#contracts/errors.ts'

const longestTarget = 8_192

/** Segments of harmless characters, none empty, none beginning with a dot: nearly every path. */
const plainPath =
  /^\/(?:[\w~!$&'()*+,=:@-][\w.~!$&'()*+,=:@-]*\/)*(?:[\w~!$&'()*+,=:@-][\w.~!$&'()*+,=:@-]*)?$/
const printable = /^[\x21-\x7e]*$/
/** Encoded dots, slashes, backslashes, percent signs, semicolons and control characters. */
const ambiguousEscape = /%(?:2e|2f|5c|25|3b|[01][0-9a-f]|7f)/i
const ambiguousShape = /\/\/|\/\.{1,2}(?:\/|$)|[\\;#]/

export type Target = {
  readonly path: string
  /** Behind the question mark, as it came. */
  readonly query: string
}

/** The suite's own paths: read as leniently as the suite does, and checked by the front. */
export type IsPassthrough = (path: string) => boolean

/** The parts of a request target. Only the origin form is taken (RFC 9112 §3.2). @throws BanyanError */
export function readTarget(target: string, isPassthrough: IsPassthrough): Target {
  if (target.length > longestTarget) throw new BanyanError('uri-too-long')
  if (target[0] !== '/' || !printable.test(target)) throw new BanyanError('invalid-target')
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  if (!isUnambiguous(path) && !isPassthrough(path)) throw new BanyanError('invalid-target')
  return { path, query: mark === -1 ? '' : target.slice(mark + 1) }
}

/** Whether a path can be read in one way only. */
function isUnambiguous(path: string): boolean {
  if (plainPath.test(path)) return true
  if (ambiguousShape.test(path) || ambiguousEscape.test(path)) return false
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
