// Symmetric deletion: two words are near when leaving out a few letters makes them equal, so that an index
// finds misspellings by equality. Source: Wolf Garbe, SymSpell, 2012 (prefix of 7 letters, at most 2
// deletions).

/** Misspellings are looked for in this many letters; the edit distance then judges the whole word. */
const indexedLetters = 7

/** How many edits a word of that length may be away from the one meant. */
export function toleratedEdits(word: string): 0 | 1 | 2 {
  if (word.length < 4 || /\d/.test(word)) return 0
  return word.length < 6 ? 1 : 2
}

/**
 * The word's beginning and what is left of it after up to the tolerated number of deletions; none for short
 * ones.
 */
export function deletionVariants(word: string): string[] {
  const edits = toleratedEdits(word)
  if (edits === 0) return []
  const found = new Set([word.slice(0, indexedLetters)])
  let latest = [...found]
  for (let i = 0; i < edits; i++) {
    latest = latest.flatMap(withoutOne)
    for (const variant of latest) found.add(variant)
  }
  return [...found]
}

function withoutOne(word: string): string[] {
  return Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))
}
