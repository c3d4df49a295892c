// How people type: letter by letter, and not always the right ones.
import type { Random } from './random.ts'

/**
 * The word with one slip: two letters swapped, one left out, one doubled, or one hit beside. Short words
 * stay.
 */
export function misspelt(word: string, random: Random): string {
  if (word.length < 4) return word
  const at = 1 + random.integer(word.length - 2)
  const before = word.slice(0, at)
  const [first = '', second = ''] = word.slice(at)
  const after = word.slice(at + 2)
  switch (random.integer(4)) {
    case 0:
      return `${before}${second}${first}${after}`
    case 1:
      return `${before}${second}${after}`
    case 2:
      return `${before}${first}${first}${second}${after}`
    default:
      return `${before}${String.fromCharCode(97 + random.integer(26))}${second}${after}`
  }
}

/** What stands in the search box each time that the page asks for suggestions. */
export function keystrokes(text: string): string[] {
  const stops = [2, 3, 5, 8].filter((length) => length < text.length)
  return [...stops.map((length) => text.slice(0, length)), text]
}

/** What somebody who looks for this product might type: one or two of its words. */
export function searchText(productName: string, random: Random): string {
  const words = productName
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)
  if (words.length === 0) return productName.slice(0, 100)
  const first = random.integer(words.length)
  return words
    .slice(first, first + 1 + random.integer(2))
    .join(' ')
    .slice(0, 100)
}
