/**
 * How many edits turn one word into another: insert, delete, replace, or swap two neighbours. Source: optimal
 * string alignment (restricted Damerau–Levenshtein). Compares UTF-16 code units.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const now = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const replaced = at(last, j - 1) + (same ? 0 : 1)
      let best = Math.min(at(last, j) + 1, at(now, j - 1) + 1, replaced)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(before, j - 2) + 1)
      }
      now.push(best)
    }
    before = last
    last = now
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY
