/**
 * Whether a client that sends this `If-None-Match` has the answer with this strong tag already.
 * Source: RFC 9110 §13.1.2, compared weakly (§8.8.3.2).
 */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch === etag) return true
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.includes(etag) && tagsOf(ifNoneMatch).includes(etag)
}

const tag = /\s*(?:W\/)?("[^"]*")\s*(?:,|$)/y

/** The tags of a list, without their marks of weakness; none where it is malformed. */
function tagsOf(list: string): readonly string[] {
  const tags: string[] = []
  tag.lastIndex = 0
  while (tag.lastIndex < list.length) {
    const [, one] = tag.exec(list) ?? []
    if (one === undefined) return []
    tags.push(one)
  }
  return tags
}
