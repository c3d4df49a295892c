/** Names longer than this sort by their beginning: an index row of PostgreSQL holds 2,704 bytes at most. */
const longest = 400

/**
 * What a name is ordered by: lower-cased, compared by code units (PostgreSQL: COLLATE "C", which cannot hold
 * U+0000).
 */
export function nameKey(name: string): string {
  return [...name.toLowerCase().replaceAll('\0', '')].slice(0, longest).join('')
}

/** The contract's order of texts. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
