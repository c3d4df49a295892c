// Optimistic concurrency of flips. Source: RFC 9110 §13.1.1 (If-Match, strong comparison), RFC 6585 §3 (428).

/** The entity tag of a flag's version. */
export function etagOf(version: string): string {
  return `"${encodeURIComponent(version)}"`
}

/**
 * Whether an If-Match header names the version as it is now.
 * @param header null where it was not sent
 */
export function matches(header: string | null, version: string): 'yes' | 'no' | 'any' | 'not-said' {
  if (header === null || header.trim() === '') return 'not-said'
  const tags = header.split(',').map((tag) => tag.trim())
  if (tags.includes('*')) return 'any'
  return tags.includes(etagOf(version)) ? 'yes' : 'no'
}
